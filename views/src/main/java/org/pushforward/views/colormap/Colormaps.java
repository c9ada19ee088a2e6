package org.pushforward.views.colormap;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The shipped colormaps: published tables only, perceptually ordered and safe for color-blind readers. Thread-safe. */
public final class Colormaps {

    private static final String FOLDER = "/org/pushforward/assets/colormaps/";
    private static final List<String> NAMES =
            List.of("viridis", "cividis", "batlow", "inferno", "magma", "plasma", "vik", "twilight", "gray");
    private static final List<Colormap> ALL = NAMES.stream().map(Colormaps::read).toList();

    private Colormaps() { }

    /** All of them, the default first. */
    public static List<Colormap> all() {
        return ALL;
    }

    public static Optional<Colormap> named(String name) {
        return ALL.stream().filter(m -> m.name().equals(name)).findFirst();
    }

    /** What is used when nobody chose. */
    public static Colormap standard() {
        return ALL.getFirst();
    }

    private static Colormap read(String name) {
        List<String> head = new ArrayList<>();
        int[] argb = new int[Colormap.SIZE];
        int n = 0;
        try (InputStream in = Colormaps.class.getResourceAsStream(FOLDER + name + ".txt")) {
            if (in == null) {
                throw new IllegalStateException("the assets lack the colormap " + name);
            }
            BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("#")) {
                    head.add(line.substring(line.indexOf(':') + 1).strip());
                } else {
                    argb[n++] = 0xff000000 | Integer.parseInt(line.strip(), 16);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (n != argb.length) {
            throw new IllegalStateException("colormap " + name + " has " + n + " colors");
        }
        Colormap.Kind kind = Colormap.Kind.valueOf(head.get(1).toUpperCase(Locale.ROOT));
        return new Colormap(name, kind, head.get(2) + "; " + head.get(3), argb);
    }
}
