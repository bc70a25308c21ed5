"""Rooms of a made-up flat, drawn with simple perspective and light; a walk through them.

Nothing here is a photograph of anything, so that demo and tests carry real files without a
binary in the repository.
"""

import io
import math
import random
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache

import av
from PIL import Image, ImageDraw, ImageFilter

from appraisal.seeds.things import (
    SIZE,
    Color,
    Point,
    car,
    facade,
    garage,
    gradient,
    grained,
    mix,
    workshop,
)
from registry.vocabulary import AssetNature

Scene = Callable[[], Image.Image]


class _Room:
    """A box seen from its open side: floor, ceiling, back wall, two side walls."""

    def __init__(self, wall: Color, floor: Color, *, depth: float = 0.46) -> None:
        width, height = SIZE
        self.picture = gradient(SIZE, mix(wall, (255, 255, 255), 0.35), wall)
        self.draw = ImageDraw.Draw(self.picture)
        inset_x, inset_y = width * (1 - depth) / 2, height * (1 - depth) / 2.3
        self.back = (inset_x, inset_y, width - inset_x, height - inset_y * 1.15)
        left, top, right, bottom = self.back
        self._fill([(0, 0), (left, top), (left, bottom), (0, height)], mix(wall, (0, 0, 0), 0.10))
        self._fill(
            [(width, 0), (right, top), (right, bottom), (width, height)],
            mix(wall, (0, 0, 0), 0.04),
        )
        self._fill([(0, 0), (width, 0), (right, top), (left, top)], mix(wall, (255,) * 3, 0.75))
        self._floor(floor)
        self.draw.rectangle(self.back, fill=mix(wall, (255, 255, 255), 0.22))

    def _fill(self, points: Sequence[Point], color: Color) -> None:
        self.draw.polygon(list(points), fill=color)

    def _floor(self, color: Color) -> None:
        """Lay boards that run towards the back wall."""
        width, height = SIZE
        left, _, right, bottom = self.back
        boards = 15
        for board in range(boards):
            shade = mix(color, (0, 0, 0), 0.05 + 0.09 * ((board * 7) % 5) / 4)
            near = [board * width / boards, (board + 1) * width / boards]
            far = [left + (right - left) * edge / width for edge in near]
            self._fill(
                [(near[0], height), (near[1], height), (far[1], bottom), (far[0], bottom)], shade
            )

    def window(self, box: tuple[float, float, float, float], panes: int = 2) -> None:
        """Cut a window with sky, far roofs and a curtain into the back wall."""
        left, top, right, bottom = (round(edge) for edge in box)
        view = gradient((right - left, bottom - top), (150, 190, 226), (232, 240, 244))
        roofs = ImageDraw.Draw(view)
        chance = random.Random(left)  # noqa: S311 - roofs, not secrets
        place = 0
        while place < right - left:
            wide, high = chance.randint(26, 62), chance.randint(30, (bottom - top) // 2)
            tone = chance.randint(150, 186)
            roofs.rectangle(
                (place, bottom - top - high, place + wide, bottom - top),
                fill=(tone, tone + 4, tone + 10),
            )
            place += wide + chance.randint(2, 14)
        self.picture.paste(view, (left, top))
        for pane in range(panes + 1):
            edge = left + (right - left) * pane / panes
            self.draw.rectangle((edge - 5, top, edge + 5, bottom), fill=(246, 246, 244))
        frame = (left - 8, top - 8, right + 8, bottom + 8)
        self.draw.rectangle(frame, outline=(240, 240, 238), width=9)

    def block(self, box: tuple[float, float, float, float], color: Color, radius: int = 14) -> None:
        """Set a piece of furniture with a soft shadow."""
        left, top, right, bottom = box
        shadow = Image.new("L", SIZE, 0)
        ImageDraw.Draw(shadow).ellipse((left - 24, bottom - 26, right + 24, bottom + 34), fill=110)
        self.picture.paste((30, 26, 22), mask=shadow.filter(ImageFilter.GaussianBlur(16)))
        self.draw.rounded_rectangle(box, radius, fill=color)
        lit = (left, top, right, top + (bottom - top) * 0.32)
        self.draw.rounded_rectangle(lit, radius, fill=mix(color, (255,) * 3, 0.16))

    def finish(self) -> Image.Image:
        """Let daylight in, soften, and add the grain of a telephone's camera."""
        left, _, right, bottom = self.back
        light = Image.new("L", SIZE, 0)
        ImageDraw.Draw(light).polygon(
            [(left, bottom), (right, bottom), (right + 180, SIZE[1]), (left + 60, SIZE[1])], fill=54
        )
        self.picture.paste((255, 246, 222), mask=light.filter(ImageFilter.GaussianBlur(60)))
        edge = Image.new("L", SIZE, 70)
        ImageDraw.Draw(edge).ellipse((-260, -260, SIZE[0] + 260, SIZE[1] + 260), fill=0)
        self.picture.paste((14, 12, 12), mask=edge.filter(ImageFilter.GaussianBlur(190)))
        return grained(self.picture)


def _living_room() -> Image.Image:
    room = _Room((226, 219, 205), (176, 135, 96))
    left, top, right, bottom = room.back
    room.window((left + 190, top + 46, right - 120, bottom - 120), panes=3)
    room.draw.rectangle((left + 120, top + 24, left + 186, bottom), fill=(205, 193, 172))
    room.draw.rectangle((right - 116, top + 24, right - 56, bottom), fill=(205, 193, 172))
    room.block((left - 150, bottom - 70, left + 330, bottom + 150), (92, 108, 122), 26)
    room.block((left - 110, bottom - 116, left + 290, bottom + 30), (104, 121, 136), 24)
    room.block((left + 400, bottom + 70, left + 640, bottom + 140), (141, 99, 66), 8)
    room.block((right + 40, bottom - 40, right + 190, bottom + 110), (110, 128, 96), 60)
    return room.finish()


def _bedroom() -> Image.Image:
    room = _Room((214, 222, 224), (158, 124, 92), depth=0.5)
    left, top, right, bottom = room.back
    room.window((left + 70, top + 60, left + 300, bottom - 110))
    room.block((right - 420, bottom - 210, right + 60, bottom - 40), (120, 92, 70), 12)
    room.block((right - 460, bottom - 70, right + 120, bottom + 190), (238, 236, 230), 26)
    room.block((right - 460, bottom + 40, right + 140, bottom + 210), (126, 146, 158), 26)
    room.block((right - 380, bottom - 110, right - 180, bottom - 40), (250, 249, 246), 22)
    room.block((right - 130, bottom - 110, right + 60, bottom - 40), (250, 249, 246), 22)
    room.block((left - 40, bottom - 40, left + 70, bottom + 90), (150, 112, 78), 8)
    return room.finish()


def _kitchen() -> Image.Image:
    room = _Room((232, 230, 224), (150, 150, 148), depth=0.52)
    left, top, right, bottom = room.back
    room.window((left + 330, top + 70, right - 260, bottom - 190))
    for place in range(5):
        edge = left + 12 + place * 160
        if not 300 < edge - left < 480:
            room.block((edge, top + 40, edge + 148, top + 190), (197, 178, 150), 6)
    room.block((left - 60, bottom - 130, right + 60, bottom - 96), (88, 88, 90), 6)
    for place in range(6):
        edge = left - 50 + place * 160
        room.block((edge, bottom - 94, edge + 150, bottom + 96), (206, 188, 160), 6)
    room.block((right - 190, bottom - 168, right - 60, bottom - 132), (46, 46, 48), 8)
    return room.finish()


def _scenes(nature: AssetNature, tone: int) -> Mapping[str, Scene]:
    """Return what an agency would photograph of a thing of this nature."""
    if nature is AssetNature.VEHICLE:
        return {"01-车身侧面.jpg": lambda: car(tone)}
    if nature is AssetNature.INDUSTRIAL:
        return {"01-厂房外观.jpg": lambda: workshop(tone)}
    if nature is AssetNature.COMMERCIAL:
        return {"01-车位现状.jpg": lambda: garage(tone)}
    return {
        "01-小区外观.jpg": lambda: facade(tone),
        "02-客厅.jpg": _living_room,
        "03-主卧室.jpg": _bedroom,
        "04-厨房.jpg": _kitchen,
    }


@cache
def make_photographs(
    nature: AssetNature = AssetNature.HOUSING, tone: int = 0
) -> Mapping[str, bytes]:
    """Return JPEG files by name, with the hidden data a telephone would add."""
    return {name: _jpeg(scene()) for name, scene in _scenes(nature, tone).items()}


def _jpeg(picture: Image.Image) -> bytes:
    """Return a JPEG with make, model, time and place, so that cleaning has something to do."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Demo", "Survey phone"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (36.0, 40.0, 12.5)
    place[3], place[4] = "E", (117.0, 1.0, 30.2)
    exif[0x8825] = place
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=88, exif=exif)
    return target.getvalue()


@cache
def make_video(seconds: int = 5, *, size: tuple[int, int] = (960, 540), rate: int = 12) -> bytes:
    """Return an H.264 MP4 that walks through the rooms, with a place in its metadata."""
    scenes = [_living_room(), _kitchen(), _bedroom()]
    target = io.BytesIO()
    with av.open(target, "w", format="mp4") as made:
        made.metadata["location"] = "+36.6700+117.0250/"
        stream = made.add_stream("h264", rate=rate)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.time_base = Fraction(1, rate)
        stream.options = {"preset": "veryfast", "crf": "26"}
        frames = seconds * rate
        for index in range(frames):
            share = index / frames * len(scenes)
            picture = _pan(scenes[int(share)], share % 1).resize(size, Image.Resampling.BILINEAR)
            for packet in stream.encode(av.VideoFrame.from_image(picture)):
                made.mux(packet)
        for packet in stream.encode():
            made.mux(packet)
    return target.getvalue()


def _pan(picture: Image.Image, share: float) -> Image.Image:
    """Return the part of a picture that a slow turn of the camera shows."""
    width, height = picture.size
    wide = round(width * 0.8)
    high = round(wide * 9 / 16)
    left = round((width - wide) * share)
    top = round((height - high) / 2 + 40 * math.sin(share * math.pi))
    return picture.crop((left, top, left + wide, top + high))
