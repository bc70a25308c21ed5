"""Real videos, made by ffmpeg when a test needs one."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

MIB = 1024 * 1024


def make_noisy_video(target: Path, *, seconds: int) -> Path:
    """Write an H.264 MP4 of moving figures under noise, about 16 MiB a second.

    One second is encoded and shown again and again: nobody but ffmpeg looks so closely.
    """
    second = target.with_suffix(".second.mp4")
    picture = "testsrc2=size=1280x720:rate=10,noise=alls=80:allf=t"
    _ffmpeg(
        *("-f", "lavfi", "-i", picture, "-t", "1", "-c:v", "libx264", "-preset", "ultrafast"),
        *("-qp", "6", "-pix_fmt", "yuv420p", second),
    )
    _ffmpeg(
        *("-stream_loop", seconds - 1, "-i", second, "-c", "copy", "-movflags", "+faststart"),
        target,
    )
    second.unlink()
    return target


def _ffmpeg(*options: object) -> None:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", *map(str, options)]
    subprocess.run(command, check=True, timeout=300)
