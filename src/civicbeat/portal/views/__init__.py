"""Views of the portal; every one of them is for everybody."""
