package org.pushforward.views.raster;

import java.util.List;
import java.util.Optional;
import org.pushforward.engine.api.Layer;
import org.pushforward.engine.api.Pane;
import org.pushforward.views.colormap.ColorRanges;
import org.pushforward.views.colormap.ColorScale;

/** Draws tables and texts one below the other; what has no room is counted. */
final class WordsPane {

    private static final double ROW = 22;
    private static final double GAP = 20;
    private static final double PAD = 3;
    private static final int DIGITS = 5;

    private final Coloring coloring;

    WordsPane(ColorRanges toDate) {
        coloring = new Coloring(toDate);
    }

    Rendered draw(Pen pen, PaneContent content, ViewState view, Box box) {
        List<Coloring.Key> keys = coloring.keys(content, view);
        boolean bar = !keys.isEmpty() && view.shows(Overlay.COLOR_BAR) && box.width() > pen.px(240) && box.height() > pen.px(90);
        double right = bar ? ColorBar.room(pen, keys, box) : 0;
        Box room = box.inset(pen.px(4), pen.px(4), right + pen.px(8), 0);
        double y = room.top();
        for (Pane.Drawing d : content.pane().drawings()) {
            Optional<Layer> layer = content.layer(d);
            if (layer.isPresent() && y < room.bottom()) {
                Box rest = new Box(room.left(), y, room.right(), room.bottom());
                y = pen.px(GAP) + switch (layer.get()) {
                    case Layer.Table t -> table(pen, t, rest);
                    case Layer.Text t -> text(pen, t, coloring.of(d, t, content, view), rest);
                    default -> y - pen.px(GAP);      // other layers have no place here
                };
            }
        }
        if (bar) {
            ColorBar.draw(pen, keys, box.right() - right + pen.px(ColorBar.GAP), box.top(), box.bottom() - pen.px(PAD));
        }
        return new Rendered(Optional.empty(), 0, keys.stream().findFirst().map(k -> k.scale().range()), Optional.empty());
    }

    /** Returns where it ends. */
    private static double table(Pen pen, Layer.Table t, Box box) {
        PaneColors theme = pen.theme();
        int rows = (int) Math.clamp(Math.floor((box.height() - pen.px(ROW)) / pen.px(ROW)), 0, t.rows());
        int shown = rows < t.rows() ? Math.max(0, rows - 1) : rows;
        double x = box.left();
        double middle = box.top() + 0.5 * pen.px(ROW);
        for (Layer.Column c : t.columns()) {
            double width = width(pen, c, shown);
            if (x + Math.min(width, pen.px(60)) > box.right()) {
                break;
            }
            width = Math.min(width, box.right() - x);
            boolean number = c instanceof Layer.Column.Numbers;
            double edge = number ? x + width : x;
            pen.word(pen.fitting(c.quantity(), width), edge, middle, theme.muted(), number ? Lettering.Align.RIGHT : Lettering.Align.LEFT);
            for (int r = 0; r < shown; r++) {
                double y = middle + (r + 1) * pen.px(ROW);
                switch (c) {
                    case Layer.Column.Numbers n -> pen.number(Numerals.value(n.values()[r], DIGITS), edge, y, theme.text(), Lettering.Align.RIGHT);
                    case Layer.Column.Words w -> pen.word(pen.fitting(w.values().get(r), width), edge, y, theme.text(), Lettering.Align.LEFT);
                }
            }
            x += width + pen.px(GAP);
        }
        pen.horizontal(box.left(), Math.min(box.right(), x - pen.px(GAP)), box.top() + pen.px(ROW), theme.frame());
        if (shown < t.rows()) {
            more(pen, t.rows() - shown + (shown == 0 ? " rows" : " more rows"), box.left(), middle + (shown + 1) * pen.px(ROW));
            return box.top() + (shown + 2) * pen.px(ROW);
        }
        return box.top() + (shown + 1) * pen.px(ROW);
    }

    private static double width(Pen pen, Layer.Column c, int rows) {
        double most = pen.wordWidth(c.quantity());
        for (int r = 0; r < rows; r++) {
            most = Math.max(most, switch (c) {
                case Layer.Column.Numbers n -> pen.numberWidth(Numerals.value(n.values()[r], DIGITS));
                case Layer.Column.Words w -> pen.wordWidth(w.values().get(r));
            });
        }
        return Math.ceil(most);
    }

    /** Returns where it ends. Lines break between tokens, and at "\n". */
    private static double text(Pen pen, Layer.Text t, ColorScale colors, Box box) {
        double x = box.left();
        double middle = box.top() + 0.5 * pen.px(ROW);
        for (int k = 0; k < t.tokens().size(); k++) {
            String token = t.tokens().get(k);
            boolean ends = token.equals("\n");
            double width = ends ? 0 : pen.wordWidth(token) + 2 * pen.px(PAD);
            if (ends || x + width > box.right() && x > box.left()) {
                x = box.left();
                middle += pen.px(ROW);
            }
            if (middle + 0.5 * pen.px(ROW) > box.bottom()) {
                more(pen, "…", box.left(), Math.min(middle, box.bottom() - pen.px(PAD)));
                return box.bottom();
            }
            if (!ends) {
                token(pen, token, t.weights().length > 0 ? Optional.of(colors.argb(t.weights()[k])) : Optional.empty(), x, middle, width);
                x += width + pen.px(1);
            }
        }
        return middle + 0.5 * pen.px(ROW);
    }

    private static void token(Pen pen, String token, Optional<Integer> color, double x, double middle, double width) {
        double half = 0.5 * pen.px(ROW - 4);
        color.ifPresent(c -> pen.raster().fillRect(x, middle - half, x + width, middle + half, c));
        int ink = color.map(WordsPane::legibleOn).orElse(pen.theme().text());
        pen.word(token, x + pen.px(PAD), middle, ink, Lettering.Align.LEFT);
    }

    /** Black or white, whichever has more contrast: by relative luminance (Rec. 709, gamma taken as 2). */
    private static int legibleOn(int argb) {
        double r = (argb >> 16 & 255) / 255.0;
        double g = (argb >> 8 & 255) / 255.0;
        double b = (argb & 255) / 255.0;
        return 0.2126 * r * r + 0.7152 * g * g + 0.0722 * b * b > 0.18 ? 0xff101418 : 0xfff4f6f8;
    }

    private static void more(Pen pen, String text, double x, double y) {
        pen.word(text, x, y, pen.theme().muted(), Lettering.Align.LEFT);
    }
}
