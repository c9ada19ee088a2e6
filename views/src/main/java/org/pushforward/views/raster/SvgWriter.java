package org.pushforward.views.raster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.pushforward.engine.io.Png;

/** Scalable Vector Graphics 1.1 without scripts or references to elsewhere; letters are outlines. */
final class SvgWriter implements VectorSink {

    private final StringBuilder defs = new StringBuilder();
    private final StringBuilder body = new StringBuilder();
    private final Map<Box, Integer> clips = new HashMap<>();
    private boolean open;

    /** @param unit after the numbers of its size, as in 160mm */
    String end(int width, int height, double w, double h, String unit, String title, String metadata) {
        close();
        String size = String.format(Locale.ROOT, " width=\"%s%s\" height=\"%s%s\"", number(w), unit, number(h), unit);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\""
                + size + " viewBox=\"0 0 " + width + " " + height + "\">\n<title>" + escaped(title) + "</title>\n" + metadata + "<defs>\n" + defs + "</defs>\n" + body + "</svg>\n";
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private void close() {
        if (open) {
            body.append("</g>\n");
        }
        open = false;
    }

    @Override
    public void clip(Box b) {
        close();
        int id = clips.computeIfAbsent(b, _ -> {
            int k = clips.size();
            defs.append("<clipPath id=\"c").append(k).append("\"><rect x=\"").append(number(b.left())).append("\" y=\"").append(number(b.top())).append("\" width=\"")
                    .append(number(b.width())).append("\" height=\"").append(number(b.height())).append("\"/></clipPath>\n");
            return k;
        });
        body.append("<g clip-path=\"url(#c").append(id).append(")\">\n");
        open = true;
    }

    /** At most two decimals. */
    static String number(double v) {
        long h = Math.round(100 * v);
        if (h % 100 == 0) {
            return Long.toString(h / 100);
        }
        String s = (h < 0 ? "-" : "") + Math.abs(h) / 100 + "." + (Math.abs(h) % 100 < 10 ? "0" : "") + Math.abs(h) % 100;
        return s.endsWith("0") ? s.substring(0, s.length() - 1) : s;
    }

    private void path(double[] xy, int[] ends, boolean closed) {
        body.append("<path d=\"");
        for (int c = 0, k = 0; c < ends.length; c++) {
            for (int first = k; k < ends[c]; k++) {
                body.append(k == first ? 'M' : 'L').append(number(xy[2 * k])).append(' ').append(number(xy[2 * k + 1]));
            }
            if (closed) {
                body.append('Z');
            }
        }
        body.append('"');
    }

    private void paint(String what, int argb) {
        body.append(' ').append(what).append("=\"").append(String.format(Locale.ROOT, "#%06x", argb & 0xffffff)).append('"');
        if (argb >>> 24 < 255) {
            body.append(' ').append(what).append("-opacity=\"").append(number((argb >>> 24) / 255.0)).append('"');
        }
    }

    @Override
    public void fill(double[] xy, int[] ends, int argb) {
        path(xy, ends, true);
        paint("fill", argb);
        body.append("/>\n");
    }

    @Override
    public void tiles(double[] xy, int[] ends, int argb) {
        path(xy, ends, true);
        paint("fill", argb);
        paint("stroke", argb);
        body.append(" stroke-width=\"0.4\" stroke-linejoin=\"round\"/>\n");
    }

    @Override
    public void stroke(double[] xy, int[] ends, double width, int argb) {
        path(xy, ends, false);
        body.append(" fill=\"none\"");
        paint("stroke", argb);
        body.append(" stroke-linejoin=\"round\" stroke-width=\"").append(number(width)).append("\"/>\n");
    }

    @Override
    public void disc(double x, double y, double radius, int argb) {
        round(x, y, radius);
        paint("fill", argb);
        body.append("/>\n");
    }

    @Override
    public void circle(double x, double y, double radius, double width, int argb) {
        round(x, y, radius);
        body.append(" fill=\"none\"");
        paint("stroke", argb);
        body.append(" stroke-width=\"").append(number(width)).append("\"/>\n");
    }

    private void round(double x, double y, double radius) {
        body.append("<circle cx=\"").append(number(x)).append("\" cy=\"").append(number(y)).append("\" r=\"").append(number(radius)).append('"');
    }

    @Override
    public void image(int x, int y, int width, int height, int[] pixels) {
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        try {
            Png.writeWithAlpha(pixels, width, height, png);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        body.append("<image x=\"").append(x).append("\" y=\"").append(y).append("\" width=\"").append(width).append("\" height=\"").append(height)
                .append("\" preserveAspectRatio=\"none\" xlink:href=\"data:image/png;base64,").append(Base64.getEncoder().encodeToString(png.toByteArray())).append("\"/>\n");
    }
}
