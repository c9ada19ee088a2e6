package org.pushforward.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.pushforward.engine.api.InputException;

/** Goes through the lines of one file with nodes and faces; what is no triangle is cut into some. */
final class MeshText {

    /** Gmsh's numbers of flat elements of first order, and how many nodes elements of other kinds have. */
    private static final int TRIANGLE = 2;
    private static final int QUADRILATERAL = 3;
    static final int MOST_NODES = 2_000_000;

    private final String name;
    private final String[] lines;
    private int at;
    final List<double[]> nodes = new ArrayList<>();
    private final Map<Long, Integer> numbers = new HashMap<>();
    final List<int[]> faces = new ArrayList<>();

    MeshText(String name, String text) {
        this.name = name;
        lines = text.split("\\R");
    }

    InputException wrong(String what) {
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

    /** Wavefront's. */
    MeshText obj() {
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
        return checked();
    }

    private int index(String word) {
        try {
            int k = Integer.parseInt(word.split("/")[0]);
            return known(k < 0 ? nodes.size() + k + 1 : k);
        } catch (NumberFormatException e) {
            throw wrong("\"" + word + "\" is no corner of a face");
        }
    }

    /** Gmsh's. */
    MeshText msh() {
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
        return checked();
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
        double[] place = Arrays.copyOfRange(v, from, from + 3);
        if (!Arrays.stream(place).allMatch(Double::isFinite)) {
            throw wrong("a node that is not finite");
        }
        numbers.put(tag, nodes.size());
        nodes.add(place);
    }

    private int known(long tag) {
        Integer k = numbers.get(tag);
        if (k == null) {
            throw wrong("there is no node " + tag);
        }
        return k;
    }

    /** A polygon becomes a fan. */
    private void face(int[] f) {
        if (f.length < 3) {
            throw wrong("a face of " + f.length + " corners; three are the least");
        }
        for (int k = 2; k < f.length; k++) {
            faces.add(new int[] {f[0], f[k - 1], f[k]});
        }
    }

    private MeshText checked() {
        if (faces.isEmpty()) {
            throw wrong("no triangles in the file");
        }
        return this;
    }

    int[] triangles() {
        return faces.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
