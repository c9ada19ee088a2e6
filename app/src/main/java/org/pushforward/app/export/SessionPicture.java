package org.pushforward.app.export;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.pushforward.engine.io.AtomicFile;
import org.pushforward.engine.io.CarriedSession;
import org.pushforward.engine.io.Png;
import org.pushforward.engine.io.SessionFile;
import org.pushforward.engine.run.Session;
import org.pushforward.views.raster.Figure;
import org.pushforward.views.raster.Raster;

/** A figure that carries the session it was made from: a PNG or an SVG opens it again, in a PDF it is attached. */
public record SessionPicture(Figure figure, Session session) {

    /** As the name says: .svg, .pdf, else PNG. */
    public void write(Path file) {
        byte[] content = bytes(file);
        AtomicFile.write(file, out -> out.write(content));
    }

    public byte[] bytes(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        String json = SessionFile.toJson(session);
        if (name.endsWith(".svg")) {
            return figure.svg(CarriedSession.svgElement(json)).getBytes(StandardCharsets.UTF_8);
        }
        return name.endsWith(".pdf") ? figure.pdf(json) : png(json);
    }

    private byte[] png(String json) {
        Raster raster = figure.raster();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            if (isOpaque(raster)) {
                Png.write(raster.pixels(), raster.width(), raster.height(), out);
            } else {
                Png.writeWithAlpha(raster.pixels(), raster.width(), raster.height(), out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return CarriedSession.inPng(out.toByteArray(), json, figure.size().map(mm -> 1000 / mm).orElse(Double.NaN));
    }

    private static boolean isOpaque(Raster raster) {
        for (int p : raster.pixels()) {
            if (p >>> 24 != 255) {
                return false;
            }
        }
        return true;
    }
}
