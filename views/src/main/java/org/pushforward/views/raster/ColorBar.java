package org.pushforward.views.raster;

import java.util.List;
import org.pushforward.views.colormap.ColorRange;
import org.pushforward.views.colormap.ColorScale;
import org.pushforward.views.colormap.Colormap;

/** The bar beside a picture that says what its colors mean: the ends of the range and round values between them. */
final class ColorBar {

    static final double WIDTH = 12;
    static final double GAP = 12;
    /** The line of the quantity above the bar, and the share of the pane's width that its name may take. */
    private static final double NAME = 20;
    private static final double MOST_FOR_NAME = 0.25;
    private static final double BETWEEN = 24;
    private static final double INVISIBLE = 1e-6;

    private ColorBar() { }

    /** The room it takes beside the picture, labels included; the name of the quantity gets as much as leaves the picture the most of it. */
    static double room(Pen pen, Coloring.Key key, Box box) {
        ColorRange range = key.scale().range();
        double height = box.height();
        double labels = 0;
        for (Ticks.Tick t : ticks(pen, range, height)) {
            labels = Math.max(labels, pen.numberWidth(t.label()));
        }
        labels = Math.max(labels, Math.max(pen.numberWidth(end(range, range.min())), pen.numberWidth(end(range, range.max()))));
        double name = isNamed(pen, key, height) ? Math.min(pen.wordWidth(key.quantity()), MOST_FOR_NAME * box.width()) : 0;
        return Math.ceil(pen.px(GAP) + Math.max(pen.px(WIDTH + 7) + labels, name + pen.px(2)));
    }

    /** The widest of them. */
    static double room(Pen pen, List<Coloring.Key> keys, Box box) {
        return keys.stream().mapToDouble(k -> room(pen, k, box)).max().orElse(0);
    }

    /** One above the other, the foremost on top. */
    static void draw(Pen pen, List<Coloring.Key> keys, double x, double top, double bottom) {
        double each = (bottom - top + pen.px(BETWEEN)) / keys.size();
        for (int k = 0; k < keys.size(); k++) {
            draw(pen, keys.get(k), x, top + k * each, top + (k + 1) * each - pen.px(BETWEEN));
        }
    }

    private static boolean isNamed(Pen pen, Coloring.Key key, double height) {
        return !key.quantity().isEmpty() && height > pen.px(90);
    }

    /** Draws it with its left edge at x. */
    static void draw(Pen pen, Coloring.Key key, double x, double top, double bottom) {
        ColorScale colors = key.scale();
        ColorRange range = colors.range();
        boolean named = isNamed(pen, key, bottom - top);
        Box bar = new Box(Math.rint(x), Math.rint(top + (named ? pen.px(NAME) : 0)), Math.rint(x + pen.px(WIDTH)), Math.rint(bottom));
        if (bar.isEmpty()) {
            return;
        }
        if (named) {
            pen.word(pen.fitting(key.quantity(), pen.raster().clipRight() - bar.left()), bar.left(), top + 0.4 * pen.px(NAME), pen.theme().muted(),
                    Lettering.Align.LEFT);
        }
        for (double y = bar.top(); y < bar.bottom(); y++) {
            double t = (bar.bottom() - y - 0.5) / bar.height();
            // Over the next row as well: drawn as shapes and at any size, no gap is seen between them.
            pen.raster().fillRect(bar.left(), y, bar.right(), Math.min(bar.bottom(), y + 2), colors.entry((float) (t * (Colormap.SIZE - 1))));
        }
        double labelX = bar.right() + pen.px(6);
        double half = 0.5 * pen.px(Pen.SMALL);
        // Level with the ends of the bar, and whole where the bar ends with the pane.
        double low = Math.min(bar.bottom() - half + pen.px(2), pen.raster().clipBottom() - half - pen.px(1));
        double high = Math.max(bar.top() + half - pen.px(2), pen.raster().clipTop() + half + pen.px(1));
        if (bar.height() < pen.px(2.6 * Pen.SMALL)) {
            return;
        }
        pen.number(end(range, range.max()), labelX, high, pen.theme().text(), Lettering.Align.LEFT);
        if (!range.isFlat()) {
            pen.number(end(range, range.min()), labelX, low, pen.theme().text(), Lettering.Align.LEFT);
        }
        for (Ticks.Tick tick : ticks(pen, range, bar.height())) {
            double y = bar.bottom() - range.normalised(tick.value()) * bar.height();
            if (y < low - 2.6 * half && y > high + 2.6 * half) {
                pen.horizontal(bar.right(), bar.right() + pen.px(3), y, pen.theme().muted());
                pen.number(tick.label(), labelX, y, pen.theme().muted(), Lettering.Align.LEFT);
            }
        }
    }

    /** What a linear bar cannot tell from nothing is nothing: tails of densities end at 1e-38. */
    private static String end(ColorRange range, double v) {
        return !range.log() && Math.abs(v) < INVISIBLE * (range.max() - range.min()) ? "0" : Numerals.value(v, 3);
    }

    private static List<Ticks.Tick> ticks(Pen pen, ColorRange range, double height) {
        return range.isFlat() ? List.of() : Ticks.between(range.min(), range.max(), range.log(), (int) Math.clamp(height / pen.px(56), 1, 8));
    }
}
