"""Real videos, made by ffmpeg when a test needs one."""

import subprocess
from pathlib import Path

import imageio_ffmpeg

MIB = 1024 * 1024


def make_noisy_video(target: Path, *, seconds: int) -> Path:
    """Write an H.264 MP4 of moving figures under noise, about 16 MiB a second."""
    picture = "testsrc2=size=1280x720:rate=10,noise=alls=80:allf=t"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", "-y", "-f", "lavfi", "-i", picture,
        "-t", str(seconds), "-c:v", "libx264", "-preset", "ultrafast", "-qp", "6",
        "-pix_fmt", "yuv420p", "-movflags", "+faststart", str(target),
    ]  # fmt: skip
    subprocess.run(command, check=True, timeout=300)
    return target
