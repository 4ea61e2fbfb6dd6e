"""What every page needs: answers, the outer edge, templates, assets, errors, the server."""
