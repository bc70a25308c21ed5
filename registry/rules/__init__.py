"""Pure judgement of the registry: who may be drawn, and how the draw is computed."""
