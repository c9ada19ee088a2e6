package org.pushforward.views.raster;

/** What a viewer can switch on and off in a pane. */
public enum Overlay {
    /** Pictures. */
    PICTURE,
    /** Lines of meshes. */
    MESH_LINES,
    /** Contours of the fields that are filled; a pane that wants contours of its own always has them. */
    CONTOURS,
    /** The bar that says what the colors mean. */
    COLOR_BAR,
    /** Coordinates of the domain along the edges, grid lines in plots. */
    GRID,
    /** Title and subtitle inside the pane, for pictures that stand alone. */
    TITLE,
    /** Histories against the CPU seconds of the steps, in place of what they are drawn against by themselves. */
    CPU_SECONDS,
    /** Fields are interpolated between the centres of their cells; else every cell is a box of one color. */
    SMOOTH,
    /** Least, mean and greatest value of what is colored, and its integral. */
    STATISTICS,
    /** Of runs that are compared: what each has more than the first. */
    DIFFERENCE
}
