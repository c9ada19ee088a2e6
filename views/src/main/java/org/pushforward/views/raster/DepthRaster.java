package org.pushforward.views.raster;

import java.util.Arrays;

/**
 * A part of a raster with a depth for every sample: triangles, spheres and lines in any order, the nearest one is seen. It begins with
 * what the raster shows there and is put back by {@link #end}; with 2 × 2 samples a pixel edges are smooth.
 *
 * <p>Positions are pixels of the raster, depths grow away from the viewer in pixels too, so directions are those of space. Colors are an
 * index into a table of 256, which is interpolated, and a light that multiplies them. Opaque: the canvas behind has no holes. Buffers are
 * reused; not thread-safe.
 */
final class DepthRaster {

    /** Keeps triangles that share an edge from leaving a gap, in samples. */
    private static final double OVERLAP = 1e-6;
    private static final int[] NOTHING = {};

    private int left;
    private int top;
    private int width;
    private int height;
    private int samples = 1;
    private int[] colors = new int[0];
    private float[] depth = new float[0];
    private final double[] span = new double[2];
    private Light light = Light.STANDARD;

    /** @param samplesASide 1 or 2 */
    void begin(Raster raster, Box box, int samplesASide, Light by) {
        light = by;
        samples = samplesASide;
        left = (int) Math.clamp(Math.floor(box.left()), 0, raster.width());
        top = (int) Math.clamp(Math.floor(box.top()), 0, raster.height());
        width = samples * ((int) Math.clamp(Math.ceil(box.right()), left, raster.width()) - left);
        height = samples * ((int) Math.clamp(Math.ceil(box.bottom()), top, raster.height()) - top);
        if (colors.length < width * height) {
            colors = new int[width * height];
            depth = new float[width * height];
        }
        Arrays.fill(depth, 0, width * height, Float.POSITIVE_INFINITY);
        for (int y = 0; y < height; y++) {
            int from = (top + y / samples) * raster.width() + left;
            if (samples == 1) {
                System.arraycopy(raster.pixels(), from, colors, y * width, width);
            } else if (y % 2 == 1) {
                System.arraycopy(colors, (y - 1) * width, colors, y * width, width);
            } else {
                for (int x = 0; x < width; x++) {
                    colors[y * width + x] = raster.pixels()[from + x / 2];
                }
            }
        }
    }

    /** Puts the picture into the raster. */
    void end(Raster raster) {
        for (int y = 0; y < height; y += samples) {
            int to = (top + y / samples) * raster.width() + left;
            if (samples == 1) {
                System.arraycopy(colors, y * width, raster.pixels(), to, width);
                continue;
            }
            for (int x = 0; x < width; x += 2) {
                int p = y * width + x;
                int a = colors[p];
                int b = colors[p + 1];
                int c = colors[p + width];
                int d = colors[p + width + 1];
                raster.pixels()[to + x / 2] = a == b && b == c && c == d ? a : mean(a, b, c, d);
            }
        }
    }

    private static int mean(int a, int b, int c, int d) {
        int rb = (a & 0xff00ff) + (b & 0xff00ff) + (c & 0xff00ff) + (d & 0xff00ff) + 0x20002 >>> 2 & 0xff00ff;
        int ag = (a >>> 8 & 0xff00ff) + (b >>> 8 & 0xff00ff) + (c >>> 8 & 0xff00ff) + (d >>> 8 & 0xff00ff) + 0x20002 >>> 2 & 0xff00ff;
        return ag << 8 | rb;
    }

    /** A vertex: position, depth, place in the color table and light. */
    static final class Vertex {
        double x;
        double y;
        double z;
        double t;
        double light = 1;

        void at(double newX, double newY, double newZ) {
            x = newX;
            y = newY;
            z = newZ;
        }
    }

    /** Of either orientation; nothing if a position is not a number. */
    void triangle(Vertex a, Vertex b, Vertex c, int[] table, int undefined) {
        double ux = (b.x - a.x) * samples;
        double uy = (b.y - a.y) * samples;
        double vx = (c.x - a.x) * samples;
        double vy = (c.y - a.y) * samples;
        double area = ux * vy - vx * uy;
        if (!(Math.abs(area) > 1e-12) || !(Math.abs(area) < 1e15) || !Double.isFinite(a.z + b.z + c.z)) {
            return;
        }
        double x0 = (a.x - left) * samples - 0.5;
        double y0 = (a.y - top) * samples - 0.5;
        int first = (int) Math.max(0, Math.ceil(y0 + Math.min(0, Math.min(uy, vy))));
        int last = (int) Math.min(height - 1, Math.floor(y0 + Math.max(0, Math.max(uy, vy))));
        // Gradients of depth, color and light across the triangle.
        double zx = gradient(b.z - a.z, c.z - a.z, vy, uy, area);
        double zy = -gradient(b.z - a.z, c.z - a.z, vx, ux, area);
        boolean defined = Double.isFinite(a.t + b.t + c.t);
        double tx = defined ? gradient(b.t - a.t, c.t - a.t, vy, uy, area) : 0;
        double ty = defined ? -gradient(b.t - a.t, c.t - a.t, vx, ux, area) : 0;
        double lx = gradient(b.light - a.light, c.light - a.light, vy, uy, area);
        double ly = -gradient(b.light - a.light, c.light - a.light, vx, ux, area);
        for (int y = first; y <= last; y++) {
            double dy = y - y0;
            span[0] = -x0;
            span[1] = width - 1 - x0;
            edge(0, 0, ux, uy, dy, area);
            edge(ux, uy, vx - ux, vy - uy, dy, area);
            edge(vx, vy, -vx, -vy, dy, area);
            int from = (int) Math.ceil(span[0] + x0 - OVERLAP);
            int to = (int) Math.floor(span[1] + x0 + OVERLAP);
            double dx = from - x0;
            row(y * width + from, to - from, a.z + zx * dx + zy * dy, zx, a.t + tx * dx + ty * dy, tx, a.light + lx * dx + ly * dy, lx,
                    defined ? table : NOTHING, undefined);
        }
    }

    /** The samples p to p + n of a row, with depth, place in the table and light at the first and their changes. */
    private void row(int p, int n, double z0, double zx, double t0, double tx, double l0, double lx, int[] table, int undefined) {
        double z = z0;
        double t = t0;
        double l = l0;
        for (int k = p; k <= p + n; k++, z += zx, t += tx, l += lx) {
            if (z < depth[k]) {
                depth[k] = (float) z;
                int rgb = table.length == 0 ? undefined : table[t <= 0 ? 0 : t >= 255 ? 255 : (int) (t + 0.5)];
                colors[k] = lit(rgb, (int) (256 * l));
            }
        }
    }

    private static double gradient(double db, double dc, double p, double q, double area) {
        return (db * p - dc * q) / area;
    }

    /** Cuts the span of a row where it leaves the half plane to the inner side of the edge from (px, py) along (ex, ey). */
    private void edge(double px, double py, double ex, double ey, double dy, double area) {
        double s = area > 0 ? 1 : -1;
        double slope = -s * ey;
        double offset = s * (ex * (dy - py) + ey * px);
        if (slope > 0) {
            span[0] = Math.max(span[0], -offset / slope);
        } else if (slope < 0) {
            span[1] = Math.min(span[1], -offset / slope);
        } else if (offset < 0) {
            span[1] = Double.NEGATIVE_INFINITY;
        }
    }

    /** The color times light/256. */
    static int lit(int rgb, int light) {
        int r = (rgb >> 16 & 255) * light >> 8;
        int g = (rgb >> 8 & 255) * light >> 8;
        int b = (rgb & 255) * light >> 8;
        return 0xff000000 | (r > 255 ? 255 : r) << 16 | (g > 255 ? 255 : g) << 8 | (b > 255 ? 255 : b);
    }

    /** A lit ball; its rim is blended with what is behind it. */
    void sphere(double cx, double cy, double cz, double radius, int rgb) {
        double x0 = (cx - left) * samples - 0.5;
        double y0 = (cy - top) * samples - 0.5;
        double r = radius * samples;
        if (!(r > 0) || !(Math.abs(x0) + Math.abs(y0) + r < 1e7) || cz - cz != 0) {
            return;
        }
        double outer = (r + 0.5) * (r + 0.5);
        double inner = r > 0.5 ? (r - 0.5) * (r - 0.5) : 0;
        double toNormal = 1 / r;
        double nearest = cz - radius;
        int last = (int) Math.min(height - 1, Math.floor(y0 + r + 0.5));
        for (int y = (int) Math.max(0, Math.ceil(y0 - r - 0.5)); y <= last; y++) {
            double dy = y - y0;
            double half = Math.sqrt(Math.max(0, outer - dy * dy));
            int to = (int) Math.min(width - 1, Math.floor(x0 + half));
            int from = (int) Math.max(0, Math.ceil(x0 - half));
            for (int x = from, p = y * width + from; x <= to; x++, p++) {
                if (nearest >= depth[p]) {
                    continue;
                }
                double dx = x - x0;
                double d2 = dx * dx + dy * dy;
                double front = Math.sqrt(Math.max(0, r * r - d2));
                double z = cz - front / samples;
                if (z < depth[p]) {
                    double cos = (dx * light.x() + dy * light.y() - front * light.z()) * toNormal;
                    int color = lit(rgb, (int) (256 * (Light.AMBIENT + (cos > 0 ? Light.DIFFUSE * cos : 0))));
                    if (d2 <= inner) {
                        colors[p] = color;
                        depth[p] = (float) z;
                    } else {
                        double covered = Math.min(1, r + 0.5 - Math.sqrt(d2)) * Math.min(1, 2 * r);
                        colors[p] = mixed(color, colors[p], (int) (256 * covered));
                        depth[p] = covered > 0.5 ? (float) z : depth[p];
                    }
                }
            }
        }
    }

    /** A line on what is there, hidden by what is nearer than it by more than {@code lift}; it hides nothing. */
    void line(Vertex a, Vertex b, double w, double lift, int argb) {
        double dx = (b.x - a.x) * samples;
        double dy = (b.y - a.y) * samples;
        double dz = b.z - a.z;
        if (!(dx * dx + dy * dy > 0) || !(dx * dx + dy * dy < 1e14) || dz - dz != 0) {
            return;
        }
        double x0 = (a.x - left) * samples;
        double y0 = (a.y - top) * samples;
        boolean flat = Math.abs(dx) >= Math.abs(dy);
        stripe(flat ? x0 : y0, flat ? y0 : x0, a.z - lift, flat ? dx : dy, flat ? dy : dx, dz, w * samples, flat, argb);
    }

    private void stripe(double u0, double v0, double z0, double du, double dv, double dz, double w, boolean flat, int argb) {
        int uEnd = flat ? width : height;
        int vEnd = flat ? height : width;
        double from = Math.max(0, Math.min(u0, u0 + du));
        double to = Math.min(uEnd, Math.max(u0, u0 + du));
        double half = 0.5 * Math.max(1, w) * Math.sqrt(1 + dv / du * (dv / du));
        double strength = Math.min(1, w) * (argb >>> 24) / 255 * 256;
        for (int u = (int) Math.floor(from); u < to; u++) {
            double share = Math.min(to, u + 1) - Math.max(from, u);
            double s = (0.5 * (Math.min(to, u + 1) + Math.max(from, u)) - u0) / du;
            double v = v0 + s * dv;
            float z = (float) (z0 + s * dz);
            int end = (int) Math.min(vEnd - 1, Math.floor(v + half));
            for (int k = (int) Math.max(0, Math.floor(v - half)); k <= end; k++) {
                int p = flat ? k * width + u : u * width + k;
                if (z < depth[p]) {
                    double covered = Math.min(k + 1, v + half) - Math.max(k, v - half);
                    colors[p] = mixed(argb, colors[p], (int) (strength * share * covered + 0.5));
                }
            }
        }
    }

    /** Weight k out of 256 of the first. */
    private static int mixed(int a, int b, int k) {
        int n = 256 - k;
        int rb = (a & 0xff00ff) * k + (b & 0xff00ff) * n >>> 8 & 0xff00ff;
        int g = (a & 0xff00) * k + (b & 0xff00) * n >>> 8 & 0xff00;
        return 0xff000000 | rb | g;
    }
}
