"""How fast the pages are, beside two things anyone can judge: a bare WSGI answer and a minimal Django view."""
