"""Explainable screens: signals counted from plain records, added up by a published card.

Nothing here blocks a sale or names a person. A signal is a count with a sentence; a card says how
many points each is worth and from how many points on a court is told (P92).
"""
