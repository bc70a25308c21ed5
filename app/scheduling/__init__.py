"""The clock process: it asks the database each second what is due, and keeps everyone's time."""
