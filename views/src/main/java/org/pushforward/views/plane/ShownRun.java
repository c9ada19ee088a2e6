package org.pushforward.views.plane;

import org.pushforward.engine.run.RunSnapshot;

/** A run as a pane shows it; {@code color} is its place among the theme's series colors. */
public record ShownRun(String name, RunSnapshot snapshot, int color) { }
