"""Prove a video playable, copy its streams without metadata, take its first frame; child only."""

from pathlib import Path
from typing import Any

import av

from app.media.pictures import Faulty
from app.media.vocabulary import VIDEO_PIXELS_MAX, VIDEO_SECONDS_MAX, MediaFault

#: What every browser plays without a plug-in.
VIDEO_CODEC = "h264"
AUDIO_CODECS = frozenset({"aac", "mp3"})
POSTER_SIDE = 1280


def clean_video(source: Path, out: Path) -> dict[str, Any]:
    """Write a fast-start MP4 of the first picture and sound stream, and a poster.

    The demuxer is named, so a playlist in disguise never makes us fetch anything.
    """
    with av.open(str(source), format="mov") as container:
        if not container.streams.video:
            raise Faulty(MediaFault.VIDEO_CODEC)
        stream = container.streams.video[0]
        if stream.codec_context.name != VIDEO_CODEC:
            raise Faulty(MediaFault.VIDEO_CODEC)
        width, height = stream.codec_context.width, stream.codec_context.height
        if width * height > VIDEO_PIXELS_MAX or width * height == 0:
            raise Faulty(MediaFault.VIDEO_TOO_MANY_PIXELS)
        seconds = int((container.duration or 0) / av.time_base)
        if seconds > VIDEO_SECONDS_MAX:
            raise Faulty(MediaFault.VIDEO_TOO_LONG)
    shown = _write_poster(source, out / "poster.webp")
    _copy_streams(source, out / "video.mp4")
    return {
        "width": shown[0],
        "height": shown[1],
        "seconds": seconds,
        "copies": [
            {
                "variant": "video",
                "file": "video.mp4",
                "media_type": "video/mp4",
                "width": shown[0],
                "height": shown[1],
            },
            {
                "variant": "poster",
                "file": "poster.webp",
                "media_type": "image/webp",
                "width": shown[0],
                "height": shown[1],
            },
        ],
    }


def _write_poster(source: Path, target: Path) -> tuple[int, int]:
    """Decode the first frame upright, which also proves that the stream is what it claims."""
    with av.open(str(source), format="mov") as container:
        stream = container.streams.video[0]
        stream.thread_type = "NONE"
        stream.thread_count = 1
        frame = next(container.decode(stream), None)
        if frame is None:
            raise Faulty(MediaFault.UNREADABLE)
        picture = frame.to_image()
        if frame.rotation:
            picture = picture.rotate(frame.rotation, expand=True)
    size = picture.size
    picture.thumbnail((POSTER_SIDE, POSTER_SIDE))
    picture.save(target, "WEBP", quality=80)
    return size


def _copy_streams(source: Path, target: Path) -> None:
    """Copy packets, not pictures: no loss, and no place, device or title of the camera."""
    with (
        av.open(str(source), format="mov") as given,
        av.open(
            str(target),
            "w",
            format="mp4",
            options={"movflags": "+faststart", "fflags": "+bitexact"},
        ) as made,
    ):
        chosen: list[Any] = [given.streams.video[0]]
        chosen += [s for s in given.streams.audio if s.codec_context.name in AUDIO_CODECS][:1]
        twins = {}
        for stream in chosen:
            twin = made.add_stream_from_template(stream)
            twin.metadata.clear()
            twins[stream.index] = twin
        for packet in given.demux(chosen):
            if packet.dts is None:
                continue
            packet.stream = twins[packet.stream.index]
            made.mux(packet)
