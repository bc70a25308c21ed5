"""Ratios against limits measured in the same run: absolute figures of a shared machine drift."""
