"""What minutes tell: who was there, what was decided, who does what. Found by rules, proposed, never insisted on."""
