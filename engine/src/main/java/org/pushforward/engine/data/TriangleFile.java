package org.pushforward.engine.data;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;

/**
 * Triangles of the plane from a file: Gmsh {@code .msh} 2.2 and 4.1 in ASCII (Gmsh reference manual, "MSH file format"), Wavefront
 * {@code .obj}. Quadrilaterals are cut in two; points and lines are passed over. All z must be the same.
 *
 * @param xy nodes
 * @param triangles three node numbers each, from 0
 */
public record TriangleFile(double[] xy, int[] triangles) {

    public static final List<String> EXTENSIONS = List.of("msh", "obj");
    /** Gmsh's numbers of flat elements of first order, and how many nodes elements of other kinds have. */
    private static final int TRIANGLE = 2;
    private static final int QUADRILATERAL = 3;
    private static final int MOST_NODES = 2_000_000;

    /** @throws InputException when there is no such mesh in the file */
    public static TriangleFile read(SourceFile file) {
        return file.derived(TriangleFile.class, TriangleFile::parsed);
    }

    private static TriangleFile parsed(SourceFile file) {
        String name = file.name();
        String text = new String(file.content(), StandardCharsets.ISO_8859_1);
        return name.toLowerCase(Locale.ROOT).endsWith(".obj") ? new Reading(name, text).obj() : new Reading(name, text).msh();
    }

    /** "812 nodes, 1522 triangles". */
    public String understood() {
        return xy.length / 2 + " nodes, " + triangles.length / 3 + " triangles";
    }

    /** Goes through the lines of one file. */
    private static final class Reading {
        private final String name;
        private final String[] lines;
        private int at;
        private final List<double[]> nodes = new ArrayList<>();
        private final Map<Long, Integer> numbers = new HashMap<>();
        private final List<int[]> faces = new ArrayList<>();

        Reading(String name, String text) {
            this.name = name;
            lines = text.split("\\R");
        }

        private InputException wrong(String what) {
            return new InputException(name + ", line " + Math.min(at, lines.length) + ": " + what, "give a mesh of triangles as Gmsh .msh 2.2 or 4.1 in ASCII, or as OBJ");
        }

        private String line() {
            if (at >= lines.length) {
                throw wrong("the file ends too early");
            }
            return lines[at++].strip();
        }

        private double[] numbers(int least) {
            String[] words = line().split("\\s+");
            double[] v = new double[words.length];
            try {
                Arrays.setAll(v, k -> Double.parseDouble(words[k]));
            } catch (NumberFormatException e) {
                throw wrong("\"" + String.join(" ", words) + "\" are not numbers");
            }
            if (v.length < least) {
                throw wrong(v.length + " numbers where " + least + " are needed");
            }
            return v;
        }

        TriangleFile obj() {
            while (at < lines.length) {
                String[] w = line().split("\\s+");
                if (w[0].equals("v")) {
                    at--;
                    lines[at] = lines[at].strip().substring(1).strip();
                    node(nodes.size() + 1L, numbers(2), 0);
                } else if (w[0].equals("f")) {
                    int[] f = new int[w.length - 1];
                    for (int k = 0; k < f.length; k++) {
                        f[k] = index(w[k + 1]);
                    }
                    face(f);
                }
            }
            return done();
        }

        private int index(String word) {
            try {
                int k = Integer.parseInt(word.split("/")[0]);
                return known(k < 0 ? nodes.size() + k + 1 : k);
            } catch (NumberFormatException e) {
                throw wrong("\"" + word + "\" is no corner of a face");
            }
        }

        TriangleFile msh() {
            double version = 0;
            while (at < lines.length) {
                switch (line()) {
                    case "$MeshFormat" -> {
                        double[] v = numbers(3);
                        version = v[0];
                        if (v[1] != 0) {
                            throw wrong("a binary file; save it as ASCII");
                        }
                        if (version != 2.2 && version != 4.1) {
                            throw wrong("version " + version + " of the format; 2.2 and 4.1 are read");
                        }
                    }
                    case "$Nodes" -> nodes(version);
                    case "$Elements" -> elements(version);
                    default -> { }
                }
            }
            return done();
        }

        private void nodes(double version) {
            double[] head = numbers(1);
            if (version == 2.2) {
                for (int k = 0; k < head[0]; k++) {
                    double[] v = numbers(4);
                    node((long) v[0], v, 1);
                }
            } else {
                for (int block = 0; block < head[0]; block++) {
                    int count = (int) numbers(4)[3];
                    long[] tags = new long[Math.clamp(count, 0, MOST_NODES)];
                    Arrays.setAll(tags, _ -> (long) numbers(1)[0]);
                    for (long tag : tags) {
                        node(tag, numbers(3), 0);
                    }
                }
            }
        }

        private void elements(double version) {
            double[] head = numbers(1);
            if (version == 2.2) {
                for (int k = 0; k < head[0]; k++) {
                    double[] v = numbers(4);
                    element((int) v[1], v, 3 + (int) v[2]);
                }
            } else {
                for (int block = 0; block < head[0]; block++) {
                    double[] b = numbers(4);
                    for (int k = 0; k < b[3]; k++) {
                        element((int) b[2], numbers(2), 1);
                    }
                }
            }
        }

        private void element(int kind, double[] v, int from) {
            if (kind == 9 || kind == 10 || kind == 16 || kind == 21) {
                throw wrong("elements of second order; save the mesh with first order");
            }
            if (kind >= 4 && kind <= 7) {
                throw wrong("elements of three dimensions; a mesh of the plane is needed");
            }
            if (kind == TRIANGLE || kind == QUADRILATERAL) {
                int[] f = new int[kind + 1];
                if (v.length < from + f.length) {
                    throw wrong("an element without its nodes");
                }
                for (int k = 0; k < f.length; k++) {
                    f[k] = known((long) v[from + k]);
                }
                face(f);
            }
        }

        private void node(long tag, double[] v, int from) {
            if (nodes.size() >= MOST_NODES) {
                throw wrong("more than " + MOST_NODES + " nodes");
            }
            if (!Double.isFinite(v[from]) || !Double.isFinite(v[from + 1])) {
                throw wrong("a node that is not finite");
            }
            numbers.put(tag, nodes.size());
            nodes.add(Arrays.copyOfRange(v, from, from + 3));
        }

        private int known(long tag) {
            Integer k = numbers.get(tag);
            if (k == null) {
                throw wrong("there is no node " + tag);
            }
            return k;
        }

        private void face(int[] f) {
            if (f.length != 3 && f.length != 4) {
                throw wrong("a face of " + f.length + " corners; triangles and quadrilaterals are read");
            }
            faces.add(new int[] {f[0], f[1], f[2]});
            if (f.length == 4) {
                faces.add(new int[] {f[0], f[2], f[3]});
            }
        }

        private TriangleFile done() {
            if (faces.isEmpty()) {
                throw wrong("no triangles in the file");
            }
            double[] xy = new double[2 * nodes.size()];
            double extent = 0;
            double depth = 0;
            double z = nodes.get(faces.getFirst()[0])[2];
            for (int k = 0; k < nodes.size(); k++) {
                double[] v = nodes.get(k);
                xy[2 * k] = v[0];
                xy[2 * k + 1] = v[1];
                extent = Math.max(extent, Math.max(Math.abs(v[0] - nodes.getFirst()[0]), Math.abs(v[1] - nodes.getFirst()[1])));
            }
            for (int[] f : faces) {
                for (int k : f) {
                    depth = Math.max(depth, Math.abs(nodes.get(k)[2] - z));
                }
            }
            if (depth > 1e-9 * extent) {
                throw wrong("the mesh is not flat: z differs by " + depth);
            }
            return new TriangleFile(xy, faces.stream().flatMapToInt(Arrays::stream).toArray());
        }
    }
}
