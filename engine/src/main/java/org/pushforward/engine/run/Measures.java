package org.pushforward.engine.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is measured in a pane, in coordinates of the domain, and what is taken away from it to see more.
 *
 * @param pins places whose values are shown in every picture
 * @param line along which a profile is drawn
 * @param cut the z at which a volume is cut; where the pane has it when empty
 * @param less id of the layer whose values are taken away from what is shown
 * @param clip what is left out of a 3D scene
 */
public record Measures(List<Spot> pins, Optional<Line> line, Optional<Double> cut, Optional<String> less, Optional<Clip> clip) {

    /** More would hide what they measure. */
    public static final int MOST_PINS = 12;

    public static final Measures NONE = new Measures(List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Measures {
        pins = List.copyOf(pins.subList(0, Math.min(MOST_PINS, pins.size())));
    }

    public record Spot(double x, double y) { }

    public record Line(double x0, double y0, double x1, double y1) { }

    /**
     * A plane that leaves out one side of a scene.
     *
     * @param axis that it stands across: 0 for x, 1 for y, 2 for z
     * @param share where it stands, from 0 to 1 of the scene
     * @param isAbove whether the side of larger coordinates is left out, else the other
     */
    public record Clip(int axis, double share, boolean isAbove) { }

    /** With one more; the first goes when there are too many. */
    public Measures withPin(Spot spot) {
        List<Spot> all = new ArrayList<>(pins);
        all.add(spot);
        return new Measures(all.subList(Math.max(0, all.size() - MOST_PINS), all.size()), line, cut, less, clip);
    }

    public Measures withoutPin(Spot spot) {
        return new Measures(pins.stream().filter(p -> !p.equals(spot)).toList(), line, cut, less, clip);
    }

    public Measures withLine(Line along) {
        return new Measures(pins, Optional.of(along), cut, less, clip);
    }

    public Measures withCut(double z) {
        return new Measures(pins, line, Optional.of(z), less, clip);
    }

    public Measures withLess(Optional<String> layer) {
        return new Measures(pins, line, cut, layer, clip);
    }

    public Measures withClip(Optional<Clip> plane) {
        return new Measures(pins, line, cut, less, plane);
    }

    /** Without pins and line. */
    public Measures cleared() {
        return new Measures(List.of(), Optional.empty(), cut, less, clip);
    }
}
