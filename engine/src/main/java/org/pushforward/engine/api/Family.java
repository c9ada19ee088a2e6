package org.pushforward.engine.api;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The families of experiments, in the order of the gallery. A family is a package directly under the engine; its word begins the ids of
 * its experiments and is what {@code --family} takes.
 */
public enum Family {

    MESH("mesh", "mesh", "Meshes", "ma"),
    TRANSPORT("ot", "transport", "Optimal transport"),
    BRIDGE("bridge", "bridge", "Bridges"),
    DIFFUSION("diffusion", "diffusion", "Diffusion samplers"),
    SPH("sph", "sph", "Particles and fluids"),
    DEM("dem", "dem", "Grains"),
    PDE("pde", "pde", "Operators and PDEs", "pinn"),
    ROM("rom", "rom", "Reduced models"),
    SEQUENCE("sequence", "sequence", "Sequence models"),
    OPTIMISE("optimise", "optimise", "Optimizers"),
    ALGEBRA("algebra", "algebra", "Matrices and tensors"),
    ANALYSIS("analysis", "analysis", "Moments and transforms"),
    COMPRESS("compress", "compress", "Compression"),
    WIRELESS("wireless", "wireless", "Wireless"),
    NETWORKS("networks", "networks", "How networks behave");

    private final String word;
    private final String folder;
    private final String title;
    private final Set<String> others;

    /** @param others words that ids of the family may begin with too */
    Family(String word, String folder, String title, String... others) {
        this.word = word;
        this.folder = folder;
        this.title = title;
        this.others = Set.of(others);
    }

    /** What its ids begin with. */
    public String word() {
        return word;
    }

    /** The package under the engine. */
    public String folder() {
        return folder;
    }

    /** The heading in the gallery. */
    public String title() {
        return title;
    }

    /** The family of an experiment's id, for example {@code mesh.monge-ampere}. */
    public static Family of(String id) {
        String prefix = id.substring(0, id.indexOf('.'));
        return Arrays.stream(values()).filter(f -> f.word.equals(prefix) || f.others.contains(prefix)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException(id + " begins with the word of no family"));
    }

    /**
     * The family of that word or title, whatever its case.
     *
     * @param among those that may be chosen
     * @throws InputException when there is none; the message lists them
     */
    public static Family named(String name, List<Family> among) {
        return among.stream().filter(f -> f.word.equalsIgnoreCase(name) || f.title.equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new InputException("there is no family \"" + name + "\"; there are "
                        + among.stream().map(f -> f.word).collect(Collectors.joining(", ")).toLowerCase(Locale.ROOT)));
    }
}
