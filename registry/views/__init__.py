"""What pages and programs are told of agencies, put together from rows and rules."""
