package org.pushforward.views.raster;

/** Something that lies over a pane but is no layer of the frame, in coordinates of the domain. */
public sealed interface Mark {

    /** A circle: the reach of a brush. */
    record Ring(double x, double y, double radius) implements Mark { }

    /** A place that deserves a look, with a few words: where a run failed. */
    record Spot(double x, double y, String label) implements Mark { }
}
