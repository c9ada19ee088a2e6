package org.pushforward.views.raster;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A page as a figure: as shapes where it is made of shapes (axes, letters, curves, meshes, points), as pictures where it is not.
 *
 * @param width in pixels, at which letters and lines have the size that the views of the contents say
 * @param size of a pixel on paper in millimetres; empty for a figure that is measured in pixels
 */
public record Figure(SessionPage.Arranged page, int width, int height, Optional<Double> size, String title) {

    private static final double POINTS_PER_MM = 72 / 25.4;
    /** As style sheets have it: 96 pixels an inch. */
    private static final double POINTS_PER_PIXEL = 0.75;

    /** @param metadata an element that is put into it, or empty */
    public String svg(String metadata) {
        SvgWriter svg = new SvgWriter();
        new Page().record(page.layout(), page.contents(), width, height, svg);
        double mm = size.orElse(1.0);
        return svg.end(width, height, width * mm, height * mm, size.isPresent() ? "mm" : "px", title, metadata);
    }

    /** @param session that is attached to it */
    public byte[] pdf(String session) {
        PdfWriter pdf = new PdfWriter(width, height, size.map(mm -> mm * POINTS_PER_MM).orElse(POINTS_PER_PIXEL));
        new Page().record(page.layout(), page.contents(), width, height, pdf);
        return pdf.end(title, List.of(new PdfWriter.Attachment("session.json", session.getBytes(StandardCharsets.UTF_8))));
    }

    /** The same as pixels, premultiplied. */
    public Raster raster() {
        Raster raster = new Raster(width, height);
        new SessionPage().draw(page, raster);
        return raster;
    }
}
