package org.pushforward.engine.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.geometry.ClosedSurface;

/**
 * The surface of a solid from a file: Wavefront {@code .obj}, stereolithography {@code .stl}, binary or ASCII (3D Systems 1989, "Stereolithography
 * Interface Specification"). Corners of equal coordinates are one node, and the surface must be closed.
 */
public final class SurfaceFile {

    public static final List<String> EXTENSIONS = List.of("obj", "stl");
    private static final int HEADER = 84;
    private static final int FACET = 50;
    private static final String REMEDY = "give a closed surface of triangles as OBJ or STL";
    private static final Pattern VERTEX = Pattern.compile("\\bvertex\\s+(\\S+)\\s+(\\S+)\\s+(\\S+)", Pattern.CASE_INSENSITIVE);

    private SurfaceFile() { }

    /** @throws InputException when there is no closed surface in the file */
    public static ClosedSurface read(SourceFile file) {
        return file.derived(ClosedSurface.class, SurfaceFile::parsed);
    }

    private static ClosedSurface parsed(SourceFile file) {
        List<double[]> corners = file.name().toLowerCase(Locale.ROOT).endsWith(".obj") ? object(file) : isBinary(file.content()) ? binary(file) : ascii(file);
        if (corners.size() / 3 > ClosedSurface.MOST) {
            throw new InputException(file.name() + ": " + corners.size() / 3 + " triangles; at most " + ClosedSurface.MOST + " are taken", "give a coarser surface");
        }
        Map<List<Double>, Integer> numbers = new LinkedHashMap<>();
        int[] triangles = new int[corners.size()];
        for (int k = 0; k < triangles.length; k++) {
            double[] c = corners.get(k);
            if (!Arrays.stream(c).allMatch(Double::isFinite)) {
                throw new InputException(file.name() + ": corner " + (k % 3 + 1) + " of triangle " + (k / 3 + 1) + " is not finite", REMEDY);
            }
            // Zeros of either sign are one number.
            Integer known = numbers.putIfAbsent(List.of(c[0] + 0.0, c[1] + 0.0, c[2] + 0.0), numbers.size());
            triangles[k] = known == null ? numbers.size() - 1 : known;
        }
        double[] xyz = numbers.keySet().stream().flatMapToDouble(c -> c.stream().mapToDouble(v -> v)).toArray();
        try {
            return ClosedSurface.of(xyz, triangles);
        } catch (InputException e) {
            throw new InputException(file.name() + ": " + e.getMessage(), REMEDY);
        }
    }

    private static List<double[]> object(SourceFile file) {
        MeshText all = new MeshText(file.name(), new String(file.content(), StandardCharsets.ISO_8859_1)).obj();
        return Arrays.stream(all.triangles()).mapToObj(all.nodes::get).toList();
    }

    /** Whether the length is that of the number of facets after the header; "solid" begins files of both kinds. */
    private static boolean isBinary(byte[] content) {
        return content.length >= HEADER && content.length == HEADER + (long) FACET * Integer.toUnsignedLong(little(content).getInt(HEADER - 4));
    }

    private static ByteBuffer little(byte[] content) {
        return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** A facet: normal, three corners, two bytes. */
    private static List<double[]> binary(SourceFile file) {
        ByteBuffer in = little(file.content());
        List<double[]> corners = new ArrayList<>();
        for (int at = HEADER; at < file.content().length; at += FACET) {
            for (int k = 1; k <= 3; k++) {
                corners.add(new double[] {in.getFloat(at + 12 * k), in.getFloat(at + 12 * k + 4), in.getFloat(at + 12 * k + 8)});
            }
        }
        return corners;
    }

    private static List<double[]> ascii(SourceFile file) {
        List<double[]> corners = new ArrayList<>();
        Matcher m = VERTEX.matcher(new String(file.content(), StandardCharsets.ISO_8859_1));
        while (m.find()) {
            try {
                corners.add(new double[] {Double.parseDouble(m.group(1)), Double.parseDouble(m.group(2)), Double.parseDouble(m.group(3))});
            } catch (NumberFormatException e) {
                throw new InputException(file.name() + ": \"" + m.group() + "\" is no vertex", REMEDY);
            }
        }
        if (corners.isEmpty() || corners.size() % 3 != 0) {
            throw new InputException(file.name() + ": " + corners.size() + " corners, which make no triangles; the file may be cut off", REMEDY);
        }
        return corners;
    }
}
