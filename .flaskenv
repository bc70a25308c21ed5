# `flask` finds the app here; wsgi.py is for the web process alone, it patches the runtime.
FLASK_APP=app.factory:create_app
