package org.pushforward.views.raster;

/**
 * One run in a history pane.
 *
 * @param color its place among the theme's series colors
 */
public record RunHistory(String name, HistoryView history, int color) { }
