package org.pushforward.views.formula;

import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;

/**
 * Something set in type: how far it reaches from the left end of its baseline, and the nodes it is made of. Pixels, y downwards.
 *
 * @param ascent above the baseline
 * @param descent below it
 */
record Setting(double width, double ascent, double descent, List<Piece> pieces) {

    static final Setting EMPTY = new Setting(0, 0, 0, List.of());

    /** A node with its origin at (x, y) from the left end of the baseline. */
    record Piece(Node node, double x, double y) { }

    double height() {
        return ascent + descent;
    }

    Setting shifted(double x, double y) {
        return new Setting(width + x, ascent - y, descent + y, moved(x, y));
    }

    private List<Piece> moved(double x, double y) {
        return pieces.stream().map(p -> new Piece(p.node, p.x + x, p.y + y)).toList();
    }

    /** With another at (x, y) from the left end of the baseline. */
    Setting with(Setting other, double x, double y) {
        List<Piece> all = new ArrayList<>(pieces);
        all.addAll(other.moved(x, y));
        return new Setting(Math.max(width, x + other.width), Math.max(ascent, other.ascent - y), Math.max(descent, other.descent + y), all);
    }

    /** With another behind it on the line. */
    Setting then(Setting other) {
        return with(other, width, 0);
    }

    Setting wider(double by) {
        return new Setting(width + by, ascent, descent, pieces);
    }
}
