"""The desk of everyone, the eyes of the inspector, and the checks of a running platform."""
