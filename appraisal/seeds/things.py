"""What stands outside, drawn: towers of flats, a car, a workshop, a bay in a garage."""

from PIL import Image, ImageDraw, ImageFilter

SIZE = (1600, 1066)

Color = tuple[int, int, int]
Point = tuple[float, float]


def mix(one: Color, other: Color, share: float) -> Color:
    """Return a color between two."""
    return tuple(round(a + (b - a) * share) for a, b in zip(one, other, strict=True))  # type: ignore[return-value]


def gradient(size: tuple[int, int], top: Color, bottom: Color) -> Image.Image:
    """Return a sheet that goes from one color above to another below."""
    column = Image.new("RGB", (1, 64))
    for row in range(64):
        column.putpixel((0, row), mix(top, bottom, row / 63))
    return column.resize(size, Image.Resampling.BICUBIC)


#: Plaster of the two towers, by tone.
PLASTER: tuple[tuple[Color, Color], ...] = (
    ((214, 198, 178), (202, 188, 170)),
    ((196, 158, 140), (184, 146, 130)),
    ((206, 208, 204), (190, 194, 192)),
    ((178, 190, 198), (166, 178, 188)),
)
WHITE: Color = (255, 255, 255)


def grained(picture: Image.Image) -> Image.Image:
    """Return a picture softened and with the grain of a telephone's camera."""
    noise = Image.effect_noise(SIZE, 9).convert("RGB")
    return Image.blend(picture.filter(ImageFilter.GaussianBlur(0.8)), noise, 0.035)


def facade(tone: int) -> Image.Image:
    """Two towers of flats behind trees; the tone changes their plaster."""
    width, height = SIZE
    first, second = PLASTER[tone % len(PLASTER)]
    picture = gradient(SIZE, (118, 164, 210), (226, 234, 238))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, height), (width, height), (width, 900), (0, 860)], fill=(122, 132, 112))
    draw.polygon([(220, 905), (1290, 880), (1420, height), (60, height)], fill=(168, 166, 162))
    for tower, (left, right, top, wall) in enumerate(
        ((300, 760, 130, first), (830, 1250, 210, second))
    ):
        draw.rectangle((left, top, right, 900), fill=wall)
        draw.polygon(
            [(right, top), (right + 90, top + 54), (right + 90, 886), (right, 900)],
            fill=mix(wall, (0, 0, 0), 0.2),
        )
        for row in range(12):
            for column in range(4):
                x = left + 34 + column * (right - left - 50) / 4
                y = top + 30 + row * 60
                lit = (row * 5 + column * 3 + tower) % 7 == 0
                glass = (236, 214, 160) if lit else (112, 138, 160)
                draw.rectangle((x, y, x + 62, y + 36), fill=glass)
                draw.rectangle((x - 4, y + 36, x + 66, y + 44), fill=mix(wall, (255,) * 3, 0.4))
    for place in range(9):
        x = 60 + place * 190
        draw.ellipse((x, 800 + (place % 3) * 12, x + 150, 960), fill=(86, 118 + place * 3, 78))
    return grained(picture)


def _yard(draw: ImageDraw.ImageDraw) -> None:
    """Lay the wall and the marked ground of a court's parking lot."""
    width, height = SIZE
    draw.rectangle((0, 430, width, 640), fill=(188, 180, 168))
    for place in range(0, width, 170):
        draw.line((place, 430, place, 640), fill=(170, 162, 150), width=4)
    draw.rectangle((0, 640, width, height), fill=(122, 124, 126))
    for place in range(-100, width, 420):
        line = [(place, height), (place + 20, height), (place + 150, 660), (place + 140, 660)]
        draw.polygon(line, fill=(206, 206, 200))


def car(tone: int) -> Image.Image:
    """A saloon on a court's parking lot, seen from the side."""
    paint = ((44, 58, 84), (132, 36, 36), (92, 98, 104))[tone % 3]
    picture = gradient(SIZE, (176, 196, 214), (222, 226, 226))
    draw = ImageDraw.Draw(picture)
    _yard(draw)
    shadow = Image.new("L", SIZE, 0)
    ImageDraw.Draw(shadow).ellipse((190, 850, 1420, 950), fill=150)
    picture.paste((24, 24, 26), mask=shadow.filter(ImageFilter.GaussianBlur(18)))
    roof = [(520, 650), (680, 545), (760, 520), (1010, 524), (1150, 640)]
    front = [(190, 800), (210, 720), (330, 668)]
    rear = [(1330, 672), (1400, 720), (1412, 820), (1390, 860), (210, 860)]
    draw.polygon([*front, *roof, *rear], fill=paint)
    draw.line([(210, 742), (1402, 742)], fill=mix(paint, WHITE, 0.35), width=5)
    draw.polygon([(560, 648), (700, 556), (850, 545), (850, 648)], fill=(52, 64, 74))
    draw.polygon([(872, 545), (1000, 548), (1104, 648), (872, 648)], fill=(52, 64, 74))
    draw.polygon([(600, 640), (700, 572), (740, 568), (650, 640)], fill=(120, 140, 152))
    for x in (420, 1190):
        draw.ellipse((x - 105, 755, x + 105, 965), fill=(26, 26, 28))
        draw.ellipse((x - 66, 794, x + 66, 926), fill=(182, 186, 190))
        draw.ellipse((x - 18, 842, x + 18, 878), fill=(90, 94, 98))
    draw.rounded_rectangle((196, 738, 262, 770), 10, fill=(240, 236, 214))
    draw.rounded_rectangle((1360, 730, 1408, 764), 10, fill=(186, 40, 40))
    for x in (720, 900):
        draw.rounded_rectangle((x, 690, x + 64, 702), 5, fill=mix(paint, WHITE, 0.5))
    return grained(picture)


def workshop(tone: int) -> Image.Image:
    """A factory hall with a saw-tooth roof and a yard in front."""
    width, height = SIZE
    wall = ((196, 200, 204), (204, 188, 164), (172, 184, 190))[tone % 3]
    picture = gradient(SIZE, (132, 170, 208), (228, 234, 236))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 780, width, height), fill=(150, 150, 148))
    draw.rectangle((1380, 180, 1420, 430), fill=(150, 120, 108))
    draw.rectangle((120, 430, 1480, 800), fill=wall)
    for tooth in range(5):
        left = 120 + tooth * 272
        top, right = left + 200, left + 272
        slope = [(left, 430), (top, 310), (right, 430)]
        draw.polygon(slope, fill=mix(wall, (40, 60, 80), 0.35))
        glass = [(top, 310), (right, 430), (right - 20, 430), (top - 8, 326)]
        draw.polygon(glass, fill=(150, 182, 204))
    for seam in range(120, 1480, 34):
        draw.line((seam, 430, seam, 800), fill=mix(wall, (0, 0, 0), 0.08), width=3)
    for gate in (250, 980):
        draw.rectangle((gate, 560, gate + 300, 800), fill=(70, 96, 124))
        for slat in range(560, 800, 24):
            draw.line((gate, slat, gate + 300, slat), fill=(56, 80, 106), width=4)
    for window in range(600, 960, 92):
        draw.rectangle((window, 500, window + 68, 560), fill=(120, 150, 172))
    draw.polygon([(0, 860), (width, 840), (width, 856), (0, 878)], fill=(206, 196, 120))
    return grained(picture)


def garage(tone: int) -> Image.Image:
    """A bay in an underground garage between two pillars."""
    width, height = SIZE
    stripe = ((200, 60, 48), (48, 108, 176), (60, 140, 92))[tone % 3]
    picture = gradient(SIZE, (96, 100, 104), (150, 152, 152))
    draw = ImageDraw.Draw(picture)
    draw.polygon([(0, height), (width, height), (1180, 560), (420, 560)], fill=(120, 126, 122))
    draw.rectangle((420, 300, 1180, 560), fill=(186, 188, 186))
    draw.rectangle((420, 470, 1180, 500), fill=stripe)
    for lamp in range(3):
        top, half = 60 + lamp * 80, 260 - lamp * 70
        draw.rectangle((800 - half, top, 800 + half, top + 16 - lamp * 3), fill=(244, 246, 240))
    for near, far in ((300, 560), (1300, 1040)):
        line = [(near, height), (near + 26, height), (far + 8, 562), (far, 562)]
        draw.polygon(line, fill=(238, 238, 232))
    for left in (120, 1290):
        draw.rectangle((left, 120, left + 190, 980), fill=(206, 206, 202))
        draw.rectangle((left, 700, left + 190, 860), fill=stripe)
    light = Image.new("L", SIZE, 0)
    beam = [(540, 560), (1060, 560), (1400, height), (200, height)]
    ImageDraw.Draw(light).polygon(beam, fill=60)
    picture.paste((255, 252, 240), mask=light.filter(ImageFilter.GaussianBlur(70)))
    return grained(picture)
