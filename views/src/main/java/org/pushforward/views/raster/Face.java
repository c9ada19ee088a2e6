package org.pushforward.views.raster;

/** The faces of text inside panes: words, headings, numbers. */
public enum Face { REGULAR, SEMIBOLD, MONO }
