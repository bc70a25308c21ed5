"""What may load around a file that a browser opens by itself: next to nothing."""

#: The browser's own reader of papers is an object; nothing else may load around one.
PAPER_POLICY = (
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)
#: A paper open to everyone may also be read inside a page of ours.
SHOWN_PAPER_POLICY = PAPER_POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
#: Nothing may load or run around a picture or a video.
PICTURE_POLICY = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; sandbox"
)
