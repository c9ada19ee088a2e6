package org.pushforward.engine.api;

import java.util.List;

/**
 * A pane that an experiment wants to be seen in. Which view draws a layer is decided by the layer's type; the pane says what lies on
 * what.
 *
 * @param drawings from back to front
 * @param logScale colors, or the ordinate of a plot, on a logarithmic scale
 * @param abscissa id of the diagnostic that histories are drawn against, or {@link #CPU_SECONDS}; empty for the step
 * @param alike ids of layers that are the same quantity as one of the drawings: colors span the values of all of them, so that panes
 *        can be compared by eye
 * @param axes what the axes are called and how they are scaled
 * @param note a sentence on what to look for, or empty
 */
public record Pane(String id, String title, String subtitle, Kind kind, List<Drawing> drawings, boolean logScale, String abscissa,
        List<String> alike, Axes axes, String note) {

    /** As the abscissa of a history: what the steps so far have cost; no diagnostic may be called so. */
    public static final String CPU_SECONDS = "cpu-seconds";

    public Pane {
        drawings = List.copyOf(drawings);
        alike = List.copyOf(alike);
    }

    public Pane(String id, String title, String subtitle, Kind kind, List<Drawing> drawings, boolean logScale) {
        this(id, title, subtitle, kind, drawings, logScale, "", List.of(), Axes.PLAIN, "");
    }

    /**
     * The space a pane draws in: the plane of the domain, 3D, abscissa and ordinate, a diagnostic against the step or another
     * diagnostic, lines of words and numbers, or small multiples: drawings of the plane side by side in one range of colors.
     */
    public enum Kind { PLANE, SPACE, PLOT, HISTORY, WORDS, MULTIPLES }

    /**
     * @param logX the abscissa of a plot or history on a logarithmic scale
     * @param stretched in 3D, z is no length: it is scaled to the height of the scene, as it always is for surfaces over a plane
     * @param titles of x, y and z in 3D; what they are by themselves when empty
     */
    public record Axes(boolean logX, boolean stretched, List<String> titles) {

        public static final Axes PLAIN = new Axes(false, false, List.of());

        public Axes {
            titles = List.copyOf(titles);
        }
    }

    /**
     * One layer in one manner.
     *
     * @param layer id of a layer; id of a diagnostic in a {@link Kind#HISTORY} pane
     * @param field id of the field that colors, else empty: then the first one does, except that of a {@link Layer.Mesh}
     * @param level of an isosurface, NaN for the middle of the values; or the z of a slice through a volume, NaN for half of its height
     * @param color number of its color among those of curves, negative for that of its place in the pane
     */
    public record Drawing(String layer, Style style, String field, double level, int color) {
        public Drawing(String layer, Style style) {
            this(layer, style, "");
        }

        public Drawing(String layer, Style style, String field) {
            this(layer, style, field, Double.NaN);
        }

        public Drawing(String layer, Style style, String field, double level) {
            this(layer, style, field, level, -1);
        }

        /** The number of its color when it is drawn as the k-th of a pane. */
        public int colorAt(int k) {
            return color < 0 ? k : color;
        }
    }

    /**
     * Manners of drawing; each makes sense for some layer types only. CELLS is one color a cell where FILL interpolates; LINES of a
     * vector field are streamlines; PROJECTION shows the greatest values of a volume along z. In a plot what others have measured is CIRCLES, open
     * ones, and what is known exactly a THIN line; THIN paths in plane and space are muted, as the edges of a box.
     */
    public enum Style { FILL, CONTOURS, IMAGE, LINES, CELLS, POINTS, ARROWS, SURFACE, ISOSURFACE, PROJECTION, TUBES, CURVE, THIN, CIRCLES, BARS, WORDS }

    public static Pane plane(String id, String title, String subtitle, Drawing... drawings) {
        return new Pane(id, title, subtitle, Kind.PLANE, List.of(drawings), false);
    }

    public static Pane space(String id, String title, String subtitle, Drawing... drawings) {
        return new Pane(id, title, subtitle, Kind.SPACE, List.of(drawings), false);
    }

    public static Pane plot(String id, String title, String subtitle, Drawing... drawings) {
        return new Pane(id, title, subtitle, Kind.PLOT, List.of(drawings), false);
    }

    /** Tables and texts. */
    public static Pane words(String id, String title, String subtitle, Drawing... drawings) {
        return new Pane(id, title, subtitle, Kind.WORDS, List.of(drawings), false);
    }

    /** Diagnostics against the step. */
    public static Pane history(String id, String title, String subtitle, String... diagnostics) {
        return new Pane(id, title, subtitle, Kind.HISTORY,
                List.of(diagnostics).stream().map(d -> new Drawing(d, Style.CURVE)).toList(), false);
    }

    public Pane onLogScale() {
        return new Pane(id, title, subtitle, kind, drawings, true, abscissa, alike, axes, note);
    }

    /** Histories against a diagnostic that grows with the run, or {@link #CPU_SECONDS}, in place of the step. */
    public Pane against(String diagnostic) {
        return new Pane(id, title, subtitle, kind, drawings, logScale, diagnostic, alike, axes, note);
    }

    /** With one range of colors for these layers. */
    public Pane coloredAlike(String... layers) {
        return new Pane(id, title, subtitle, kind, drawings, logScale, abscissa, List.of(layers), axes, note);
    }

    public Pane withAxes(Axes newAxes) {
        return new Pane(id, title, subtitle, kind, drawings, logScale, abscissa, alike, newAxes, note);
    }

    /** The same with other texts. */
    public Pane titled(String newTitle, String newSubtitle) {
        return new Pane(id, newTitle, newSubtitle, kind, drawings, logScale, abscissa, alike, axes, note);
    }

    /** The same with some of the drawings. */
    public Pane drawing(List<Drawing> some) {
        return new Pane(id, title, subtitle, kind, some, logScale, abscissa, alike, axes, note);
    }

    /** With a sentence on what to look for. */
    public Pane noted(String sentence) {
        return new Pane(id, title, subtitle, kind, drawings, logScale, abscissa, alike, axes, sentence);
    }
}
