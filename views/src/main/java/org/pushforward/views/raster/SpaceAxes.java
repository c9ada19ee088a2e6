package org.pushforward.views.raster;

import java.util.ArrayList;
import java.util.List;

/**
 * The floor (the ceiling when seen from below), the two far walls and the labelled edges of the box around a 3D scene. Where labels would
 * collide the later ones are left out: titles come first, then heights.
 */
final class SpaceAxes {

    /** Lines of text are so far apart. */
    private static final double LINE = 13;
    private static final double GAP = 4;

    private final Pen pen;
    private final List<Box> taken = new ArrayList<>();

    private SpaceAxes(Pen pen) {
        this.pen = pen;
    }

    /** Returns where labels are. */
    static List<Box> draw(Pen pen, SpaceProjection eye, double[] low, double[] high, List<String> titles) {
        SpaceAxes axes = new SpaceAxes(pen);
        axes.draw(eye, low, high, titles);
        return axes.taken;
    }

    private void draw(SpaceProjection eye, double[] low, double[] high, List<String> titles) {
        // Seen from below, the far horizontal side is the upper one.
        double floor = eye.fromAbove() ? low[2] : high[2];
        double farX = eye.xRecedes() ? high[0] : low[0];
        double farY = eye.yRecedes() ? high[1] : low[1];
        double nearX = low[0] + high[0] - farX;
        double nearY = low[1] + high[1] - farY;
        List<Ticks.Tick> xs = Ticks.between(low[0], high[0], false, 4);
        List<Ticks.Tick> ys = Ticks.between(low[1], high[1], false, 4);
        double tall = Math.abs(eye.pixelY(farX, farY, high[2]) - eye.pixelY(farX, farY, low[2]));
        List<Ticks.Tick> zs = Ticks.between(low[2], high[2], false, (int) Math.clamp(tall / pen.px(24), 1, 5));
        // Heights stand at the left of the two outer vertical edges, in place of the floor's label there.
        boolean first = eye.pixelX(nearX, farY) < eye.pixelX(farX, nearY);
        double ex = first ? nearX : farX;
        double ey = first ? farY : nearY;
        int grid = pen.theme().grid();
        for (Ticks.Tick t : xs) {
            segment(pen, eye, t.value(), low[1], floor, t.value(), high[1], floor, grid);
            segment(pen, eye, t.value(), farY, low[2], t.value(), farY, high[2], grid);
        }
        for (Ticks.Tick t : ys) {
            segment(pen, eye, low[0], t.value(), floor, high[0], t.value(), floor, grid);
            segment(pen, eye, farX, t.value(), low[2], farX, t.value(), high[2], grid);
        }
        for (Ticks.Tick t : zs) {
            segment(pen, eye, low[0], farY, t.value(), high[0], farY, t.value(), grid);
            segment(pen, eye, farX, low[1], t.value(), farX, high[1], t.value(), grid);
        }
        frame(pen, eye, low, high, farX, farY, nearX, nearY, floor);
        double midX = 0.5 * (low[0] + high[0]);
        double midY = 0.5 * (low[1] + high[1]);
        label(eye, titles.get(0), 36, midX, nearY, midX, farY, floor);
        label(eye, titles.get(1), 36, nearX, midY, farX, midY, floor);
        if (tall > pen.px(24)) {
            double x = Math.max(pen.raster().clipLeft() + 0.5 * pen.numberWidth(titles.get(2)), eye.pixelX(ex, ey));
            // At the end that is not beside the floor's labels.
            double end = eye.pixelY(ex, ey, low[2] + high[2] - floor) + (eye.fromAbove() ? -pen.px(12) : pen.px(12));
            number(titles.get(2), x, end, Lettering.Align.CENTRE);
        }
        for (Ticks.Tick t : zs) {
            number(t.label(), eye.pixelX(ex, ey) - pen.px(7), eye.pixelY(ex, ey, t.value()), Lettering.Align.RIGHT);
        }
        for (Ticks.Tick t : xs) {
            if (t.value() != ex || nearY != ey) {
                label(eye, t.label(), 18, t.value(), nearY, t.value(), farY, floor);
            }
        }
        for (Ticks.Tick t : ys) {
            if (t.value() != ey || nearX != ex) {
                label(eye, t.label(), 18, nearX, t.value(), farX, t.value(), floor);
            }
        }
    }

    private static void frame(Pen pen, SpaceProjection eye, double[] low, double[] high, double farX, double farY, double nearX, double nearY,
            double floor) {
        int frame = pen.theme().frame();
        double ceiling = low[2] + high[2] - floor;
        segment(pen, eye, low[0], nearY, floor, high[0], nearY, floor, frame);
        segment(pen, eye, nearX, low[1], floor, nearX, high[1], floor, frame);
        segment(pen, eye, low[0], farY, floor, high[0], farY, floor, frame);
        segment(pen, eye, farX, low[1], floor, farX, high[1], floor, frame);
        segment(pen, eye, low[0], farY, ceiling, high[0], farY, ceiling, frame);
        segment(pen, eye, farX, low[1], ceiling, farX, high[1], ceiling, frame);
        segment(pen, eye, farX, farY, low[2], farX, farY, high[2], frame);
        segment(pen, eye, nearX, farY, low[2], nearX, farY, high[2], frame);
        segment(pen, eye, farX, nearY, low[2], farX, nearY, high[2], frame);
    }

    private static void segment(Pen pen, SpaceProjection eye, double x0, double y0, double z0, double x1, double y1, double z1, int argb) {
        pen.raster().line(eye.pixelX(x0, y0), eye.pixelY(x0, y0, z0), eye.pixelX(x1, y1), eye.pixelY(x1, y1, z1), pen.hair(), argb);
    }

    /** A label beyond the near end of a grid line of the floor. */
    private void label(SpaceProjection eye, String text, double distance, double x, double y, double fx, double fy, double z) {
        double px = eye.pixelX(x, y);
        double py = eye.pixelY(x, y, z);
        double dx = px - eye.pixelX(fx, fy);
        double dy = py - eye.pixelY(fx, fy, z);
        double length = Math.hypot(dx, dy);
        if (length > pen.px(40)) {
            double out = pen.px(distance) / length;
            number(text, px + out * dx, py + out * dy, Lettering.Align.CENTRE);
        }
    }

    /** Unless something is written there. */
    private void number(String text, double x, double y, Lettering.Align align) {
        double width = pen.numberWidth(text);
        double left = align == Lettering.Align.RIGHT ? x - width : x - 0.5 * width;
        double half = 0.5 * pen.px(LINE);
        double gap = 0.5 * pen.px(GAP);
        Box box = new Box(left - gap, y - half, left + width + gap, y + half);
        if (taken.stream().noneMatch(b -> b.left() < box.right() && box.left() < b.right() && b.top() < box.bottom() && box.top() < b.bottom())) {
            taken.add(box);
            pen.number(text, x, y, pen.theme().muted(), align);
        }
    }
}
