package org.pushforward.app.export;

import static org.pushforward.views.text.Language.say;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.pushforward.views.raster.PaneColors;

/**
 * What is to be carried out of a session into a folder; the session itself always is.
 *
 * @param panes ids of the panes that are drawn, of those that are shown; all of them when empty
 * @param picture the kind of figure, if there is to be one
 * @param width in pixels, or in millimetres
 * @param lettering pixels per unit of length on screen; empty for what suits the size
 * @param series VTK files of about a hundred steps with a collection each, beside those of the present step
 */
public record ExportWish(List<String> panes, Optional<Picture> picture, double width, double height, boolean millimetres, Ground ground, boolean csv,
        boolean npy, boolean npz, boolean vtk, boolean series, OptionalDouble lettering) {

    public static final ExportWish FIRST = new ExportWish(List.of(), Optional.of(Picture.PNG), 3200, 2000, false, Ground.AS_SHOWN, true, true, false, true, false,
            OptionalDouble.empty());

    /** Pixels of an inch on paper, and of a unit of length on screen at a scale of one. */
    private static final double PAPER = 300;
    private static final double SCREEN = 96;
    /** A figure in a paper is read from nearer than a screen: its letters are of 7 points. */
    private static final double NEAR = 0.75;
    private static final double MM = 25.4;
    /** A figure of as many pixels has letters as on screen. */
    private static final double AS_ON_SCREEN = 1600;

    /** How a figure is kept. */
    public enum Picture {
        PNG, SVG, PDF;

        public String extension() {
            return name().toLowerCase(Locale.ROOT);
        }

        @Override
        public String toString() {
            return say("export.kind." + name().toLowerCase(Locale.ROOT));
        }
    }

    /** What lies behind the panes. */
    public enum Ground {
        AS_SHOWN, WHITE, TRANSPARENT;

        private static final int CLEAR_WHITE = 0x00ffffff;

        public PaneColors colors(PaneColors shown) {
            return switch (this) {
                case AS_SHOWN -> shown;
                case WHITE -> PaneColors.LIGHT;
                case TRANSPARENT -> PaneColors.LIGHT.on(CLEAR_WHITE);
            };
        }

        @Override
        public String toString() {
            return say("export.ground." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    public ExportWish {
        panes = List.copyOf(panes);
    }

    /** A figure and no numbers. */
    public static ExportWish figure(double width, double height, boolean millimetres, Ground ground, OptionalDouble lettering) {
        return new ExportWish(List.of(), Optional.of(Picture.PNG), width, height, millimetres, ground, false, false, false, false, false, lettering);
    }

    /** The same of all panes. */
    public ExportWish ofAllPanes() {
        return new ExportWish(List.of(), picture, width, height, millimetres, ground, csv, npy, npz, vtk, series, lettering);
    }

    public int pixelWidth() {
        return pixels(width);
    }

    public int pixelHeight() {
        return pixels(height);
    }

    private int pixels(double length) {
        return (int) Math.round(millimetres ? length / MM * PAPER : length);
    }

    /** Pixels per unit of length: on paper letters have the size of a caption's, in pixels they grow with the figure. */
    public double scale() {
        return lettering.isPresent() ? lettering.getAsDouble() : Math.clamp(millimetres ? NEAR * PAPER / SCREEN : width / AS_ON_SCREEN, 0.5, 16);
    }

    /** Millimetres of a pixel, if it has a size. */
    public Optional<Double> pixelSize() {
        return millimetres ? Optional.of(MM / PAPER) : Optional.empty();
    }
}
