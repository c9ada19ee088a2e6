package org.pushforward.views.raster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.zip.Deflater;

/**
 * One page of PDF 1.4 (ISO 32000-1): paths, pictures with their transparency, and files that are attached. Letters are paths, so no fonts
 * are needed; the same shapes give the same bytes.
 */
final class PdfWriter implements VectorSink {

    /** How far the handles of a quarter of a circle reach. */
    private static final double ROUND = 0.5522847498;

    private final StringBuilder content = new StringBuilder();
    private final List<byte[]> objects = new ArrayList<>();
    private final TreeSet<Integer> alphas = new TreeSet<>();
    private final List<Integer> images = new ArrayList<>();
    private final double scale;
    private final double pageWidth;
    private final double pageHeight;
    private boolean open;

    /** A file in the page's file. */
    record Attachment(String name, byte[] content) { }

    /** @param points of a 72nd of an inch, a pixel */
    PdfWriter(int width, int height, double points) {
        scale = points;
        pageWidth = width * points;
        pageHeight = height * points;
    }

    private int add(String dictionary, byte[] stream) {
        ByteArrayOutputStream o = new ByteArrayOutputStream();
        byte[] packed = deflated(stream);
        text(o, "<< " + dictionary + " /Filter /FlateDecode /Length " + packed.length + " >>\nstream\n");
        o.writeBytes(packed);
        text(o, "\nendstream");
        objects.add(o.toByteArray());
        return objects.size();
    }

    private int add(String object) {
        objects.add(object.getBytes(StandardCharsets.ISO_8859_1));
        return objects.size();
    }

    private static void text(ByteArrayOutputStream out, String s) {
        out.writeBytes(s.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static byte[] deflated(byte[] raw) {
        Deflater d = new Deflater();
        d.setInput(raw);
        d.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] part = new byte[1 << 14];
        while (!d.finished()) {
            out.write(part, 0, d.deflate(part));
        }
        d.end();
        return out.toByteArray();
    }

    byte[] end(String title, List<Attachment> attachments) {
        if (open) {
            content.append("Q\n");
        }
        String all = String.format(Locale.ROOT, "%.6f 0 0 %.6f 0 %.4f cm\n", scale, -scale, pageHeight) + content;
        int stream = add("", all.getBytes(StandardCharsets.ISO_8859_1));
        StringBuilder resources = new StringBuilder("<< /ExtGState <<");
        alphas.forEach(a -> resources.append(" /A").append(a).append(String.format(Locale.ROOT, " << /ca %.4f /CA %.4f >>", a / 255.0, a / 255.0)));
        resources.append(" >> /XObject <<");
        images.forEach(i -> resources.append(" /I").append(i).append(' ').append(i).append(" 0 R"));
        resources.append(" >> >>");
        StringBuilder names = new StringBuilder();
        attachments.stream().sorted((a, b) -> a.name().compareTo(b.name())).forEach(a -> {
            int file = add("/Type /EmbeddedFile", a.content());
            int spec = add("<< /Type /Filespec /F " + string(a.name()) + " /UF " + string(a.name()) + " /EF << /F " + file + " 0 R >> >>");
            names.append(string(a.name())).append(' ').append(spec).append(" 0 R ");
        });
        int info = add("<< /Title " + string(title) + " /Producer (Pushforward) >>");
        int page = objects.size() + 1;
        int pages = page + 1;
        add(String.format(Locale.ROOT, "<< /Type /Page /Parent %d 0 R /MediaBox [0 0 %.3f %.3f] /Resources %s /Contents %d 0 R "
                + "/Group << /S /Transparency /CS /DeviceRGB >> >>", pages, pageWidth, pageHeight, resources, stream));
        add("<< /Type /Pages /Kids [" + page + " 0 R] /Count 1 >>");
        int catalog = add("<< /Type /Catalog /Pages " + pages + " 0 R" + (names.isEmpty() ? "" : " /Names << /EmbeddedFiles << /Names [" + names + "] >> >>") + " >>");
        return file(catalog, info);
    }

    /** In UTF-16 where ASCII does not do. */
    private static String string(String s) {
        StringBuilder hex = new StringBuilder("<FEFF");
        s.chars().forEach(c -> hex.append(String.format(Locale.ROOT, "%04X", c)));
        return hex.append('>').toString();
    }

    private byte[] file(int catalog, int info) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        text(out, "%PDF-1.4\n%\u00e2\u00e3\u00cf\u00d3\n");
        StringBuilder table = new StringBuilder("xref\n0 " + (objects.size() + 1) + "\n0000000000 65535 f \n");
        for (int k = 0; k < objects.size(); k++) {
            table.append(String.format(Locale.ROOT, "%010d 00000 n \n", out.size()));
            text(out, k + 1 + " 0 obj\n");
            out.writeBytes(objects.get(k));
            text(out, "\nendobj\n");
        }
        int at = out.size();
        text(out, table + "trailer\n<< /Size " + (objects.size() + 1) + " /Root " + catalog + " 0 R /Info " + info + " 0 R >>\nstartxref\n" + at + "\n%%EOF\n");
        return out.toByteArray();
    }

    private PdfWriter put(double... numbers) {
        for (double v : numbers) {
            content.append(SvgWriter.number(v)).append(' ');
        }
        return this;
    }

    private void op(String operator) {
        content.append(operator).append('\n');
    }

    private void color(int argb, String operator) {
        int alpha = argb >>> 24;
        alphas.add(alpha);
        content.append("/A").append(alpha).append(" gs ");
        content.append(String.format(Locale.ROOT, "%.3f %.3f %.3f %s%n", (argb >> 16 & 255) / 255.0, (argb >> 8 & 255) / 255.0, (argb & 255) / 255.0, operator).replace("\r", ""));
    }

    private void path(double[] xy, int[] ends, boolean closed) {
        for (int c = 0, k = 0; c < ends.length; c++) {
            for (int first = k; k < ends[c]; k++) {
                put(xy[2 * k], xy[2 * k + 1]).op(k == first ? "m" : "l");
            }
            if (closed) {
                op("h");
            }
        }
    }

    @Override
    public void clip(Box b) {
        if (open) {
            op("Q");
        }
        open = true;
        op("q");
        put(b.left(), b.top(), b.width(), b.height()).op("re W n");
    }

    @Override
    public void fill(double[] xy, int[] ends, int argb) {
        color(argb, "rg");
        path(xy, ends, true);
        op("f");
    }

    @Override
    public void tiles(double[] xy, int[] ends, int argb) {
        color(argb, "rg");
        color(argb, "RG");
        op("0.4 w 1 j");
        path(xy, ends, true);
        op("B");
    }

    @Override
    public void stroke(double[] xy, int[] ends, double width, int argb) {
        color(argb, "RG");
        put(width).op("w 1 j");
        path(xy, ends, false);
        op("S");
    }

    @Override
    public void disc(double x, double y, double radius, int argb) {
        color(argb, "rg");
        round(x, y, radius);
        op("f");
    }

    @Override
    public void circle(double x, double y, double radius, double width, int argb) {
        color(argb, "RG");
        put(width).op("w");
        round(x, y, radius);
        op("S");
    }

    private void round(double x, double y, double r) {
        double h = ROUND * r;
        put(x + r, y).op("m");
        put(x + r, y + h, x + h, y + r, x, y + r).op("c");
        put(x - h, y + r, x - r, y + h, x - r, y).op("c");
        put(x - r, y - h, x - h, y - r, x, y - r).op("c");
        put(x + h, y - r, x + r, y - h, x + r, y).op("c");
        op("h");
    }

    @Override
    public void image(int x, int y, int width, int height, int[] pixels) {
        byte[] rgb = new byte[3 * pixels.length];
        byte[] alpha = new byte[pixels.length];
        boolean opaque = true;
        for (int p = 0; p < pixels.length; p++) {
            int a = pixels[p] >>> 24;
            alpha[p] = (byte) a;
            opaque &= a == 255;
            for (int c = 0; c < 3; c++) {
                int v = pixels[p] >> 16 - 8 * c & 255;
                rgb[3 * p + c] = (byte) (a == 0 ? 0 : Math.min(255, (v * 255 + a / 2) / a));
            }
        }
        String size = " /Width " + width + " /Height " + height + " /BitsPerComponent 8";
        String mask = opaque ? "" : " /SMask " + add("/Type /XObject /Subtype /Image /ColorSpace /DeviceGray" + size, alpha) + " 0 R";
        int image = add("/Type /XObject /Subtype /Image /ColorSpace /DeviceRGB" + size + mask, rgb);
        images.add(image);
        alphas.add(255);
        op("q /A255 gs");
        put(width, 0, 0, -height, x, y + height).op("cm");
        op("/I" + image + " Do Q");
    }
}
