"""The edge: parse, stamp the time, name the actor, call one service, answer."""
