package org.pushforward.views.raster;

/** Coordinates along the lower and left edge of the domain. */
final class PlaneAxes {

    private PlaneAxes() { }

    static void draw(Pen pen, PlaneTransform at, Box seen) {
        if (seen.width() < pen.px(24) || seen.height() < pen.px(24)) {
            return;
        }
        int muted = pen.theme().muted();
        for (Ticks.Tick t : Ticks.between(at.valueX(seen.left()), at.valueX(seen.right()), false, (int) Math.max(1, seen.width() / pen.px(90)))) {
            pen.vertical(at.pixelX(t.value()), seen.bottom(), seen.bottom() + pen.px(4), muted);
            pen.number(t.label(), at.pixelX(t.value()), seen.bottom() + pen.px(13), muted, Lettering.Align.CENTRE);
        }
        for (Ticks.Tick t : Ticks.between(at.valueY(seen.bottom()), at.valueY(seen.top()), false, (int) Math.max(1, seen.height() / pen.px(60)))) {
            pen.horizontal(seen.left() - pen.px(4), seen.left(), at.pixelY(t.value()), muted);
            pen.number(t.label(), seen.left() - pen.px(7), at.pixelY(t.value()), muted, Lettering.Align.RIGHT);
        }
    }
}
