package org.pushforward.views.raster;

/**
 * One run in a history pane.
 *
 * @param colour its place among the theme's series colours
 */
public record RunHistory(String name, HistoryView history, int colour) { }
