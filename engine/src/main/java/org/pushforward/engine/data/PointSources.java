package org.pushforward.engine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.Parameter;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.numerics.Philox;

/** Where points come from: a built-in set, a file of points, or a picture whose ink is the density. */
public final class PointSources {

    private static final List<String> POINT_FILES = List.of("csv", "tsv", "txt", "npy", "npz");
    /** Height of a picture in the plane: that of the built-in sets. */
    private static final double PICTURE_HEIGHT = 6;

    private PointSources() { }

    /** Source and target of the same dimension. */
    public record Pair(PointSource source, PointSource target) { }

    /** The names of the built-in sets. */
    public static List<String> names() {
        return Arrays.stream(PointSet.values()).map(PointSet::id).toList();
    }

    public static Parameter.Source parameter(Parameter.Info info, String defaultName) {
        List<String> extensions = new ArrayList<>(POINT_FILES);
        extensions.addAll(PictureReader.EXTENSIONS);
        return new Parameter.Source(info, "a point set", extensions, names(), Parameter.Default.of(SourceFile.builtIn(defaultName)),
                file -> of(file).understood());
    }

    /** @throws InputException when the file holds neither points nor a picture */
    public static PointSource of(SourceFile file) {
        if (file.origin() == SourceFile.Origin.BUILT_IN) {
            return PointSet.named(file.name()).orElseThrow(() -> new InputException(
                    "there is no point set \"" + file.name() + "\"; there are " + String.join(", ", names())));
        }
        String extension = file.name().substring(file.name().lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
        return PictureReader.EXTENSIONS.contains(extension) ? ink(PictureReader.read(file), file.name())
                : PointCloudReader.read(file);
    }

    /** Some points of a source, to be looked at. */
    public static PointCloud preview(SourceFile file, int n) {
        PointSource source = of(file);
        return PointCloud.uniform(source.dimension(), source.points(n, new Philox(1)));
    }

    /**
     * Two sources; the built-in Gaussian takes the dimension of the other.
     *
     * @throws InputException when the dimensions differ
     */
    public static Pair pair(SourceFile source, SourceFile target) {
        PointSource a = of(source);
        PointSource b = of(target);
        if (a.dimension() != b.dimension()) {
            if (a == PointSet.GAUSSIAN) {
                a = new StandardGaussian(b.dimension());
            } else if (b == PointSet.GAUSSIAN) {
                b = new StandardGaussian(a.dimension());
            } else {
                throw new InputException("source " + source.name() + " has " + a.dimension() + " coordinates a point, target " + target.name()
                        + " has " + b.dimension(), "give two sets of the same dimension, or gaussian for one of them");
            }
        }
        return new Pair(a, b);
    }

    /** The darker a pixel, the more points. */
    private static PointSource ink(Photograph picture, String name) {
        int nx = picture.nx();
        int ny = picture.ny();
        double h = PICTURE_HEIGHT / ny;
        double[] xy = new double[2 * nx * ny];
        double[] ink = new double[nx * ny];
        for (int k = 0; k < ink.length; k++) {
            xy[2 * k] = (k / ny + 0.5 - 0.5 * nx) * h;
            xy[2 * k + 1] = (k % ny + 0.5 - 0.5 * ny) * h;
            ink[k] = Math.max(0, 1 - picture.luminance()[k]);
        }
        return new DiscreteSource(PointCloud.of(name, 2, xy, ink), 1, h, picture.understood());
    }
}
