package org.pushforward.engine.run;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a session is looked at: with it, a picture can be drawn again as the window showed it. What is absent is as the window begins.
 *
 * @param panes ids of those that are shown, the large one first; all that fit when empty
 * @param maximised id of the pane that fills the area
 * @param compare whether runs are shown side by side
 * @param selected index of the run in front
 * @param shares where the borders between panes are, as fractions, for each row and column of panes
 * @param camera of the pictures of the plane
 * @param orbit of the scenes
 * @param colormap its name
 * @param range which values the colors span: frame, run or fixed
 * @param fixed ranges of the colors, by the name of the quantity
 * @param overlays names of what is switched on, by the id of the pane; elsewhere what is on at first
 * @param pinned ids of the parameters that stay in sight in a lecture; chosen by themselves when empty
 * @param measures what is measured, by the id of the pane
 */
public record ViewSettings(List<String> panes, Optional<String> maximised, boolean compare, int selected, List<List<Double>> shares,
        Optional<Camera> camera, Optional<Orbit> orbit, Optional<String> colormap, Optional<String> range, Map<String, Range> fixed,
        Map<String, List<String>> overlays, List<String> pinned, Map<String, Measures> measures) {

    public static final ViewSettings NONE = new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), Optional.empty(), Optional.empty(),
            Optional.empty(), Optional.empty(), Map.of(), Map.of());

    public ViewSettings {
        panes = List.copyOf(panes);
        shares = List.copyOf(shares);
        fixed = Map.copyOf(fixed);
        overlays = Map.copyOf(overlays);
        pinned = List.copyOf(pinned);
        measures = Map.copyOf(measures);
    }

    /** With no choice of parameters for a lecture, and nothing measured. */
    public ViewSettings(List<String> panes, Optional<String> maximised, boolean compare, int selected, List<List<Double>> shares,
            Optional<Camera> camera, Optional<Orbit> orbit, Optional<String> colormap, Optional<String> range, Map<String, Range> fixed,
            Map<String, List<String>> overlays) {
        this(panes, maximised, compare, selected, shares, camera, orbit, colormap, range, fixed, overlays, List.of(), Map.of());
    }

    /** The same with these panes. */
    public ViewSettings showing(List<String> ids) {
        return new ViewSettings(ids, maximised, compare, selected, shares, camera, orbit, colormap, range, fixed, overlays, pinned, measures);
    }

    /** The same with these parameters in a lecture. */
    public ViewSettings pinning(List<String> ids) {
        return new ViewSettings(panes, maximised, compare, selected, shares, camera, orbit, colormap, range, fixed, overlays, ids, measures);
    }

    /** The point in the middle, in units of the picture, and the magnification. */
    public record Camera(double x, double y, double zoom) { }

    /** Angles in degrees, magnification, and the point it turns about. */
    public record Orbit(double azimuth, double elevation, double zoom, double u, double v, double w, Optional<Light> light) { }

    /** Towards what lights a scene: right, down, away. */
    public record Light(double x, double y, double z) { }

    /** The values that colors span. */
    public record Range(double min, double max, boolean log) { }
}
