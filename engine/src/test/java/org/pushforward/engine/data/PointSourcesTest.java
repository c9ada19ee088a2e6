package org.pushforward.engine.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.pushforward.engine.api.InputException;
import org.pushforward.engine.api.SourceFile;
import org.pushforward.engine.api.Workers;
import org.pushforward.engine.numerics.Philox;
import org.pushforward.engine.numerics.SampleMoments;

/** The point sets against their moments, and files of points with everything that can be wrong with them. */
class PointSourcesTest {

    private static final Philox RANDOM = new Philox(7);

    private static double[] drawn(PointSource source, int n) {
        double[] x = new double[n * source.dimension()];
        source.draw(RANDOM, 3, 0, n, x, 0);
        return x;
    }

    private static SourceFile csv(String text) {
        return SourceFile.embedded("points.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private static PointCloud read(String text) {
        return PointSources.of(csv(text)).cloud(5, RANDOM);
    }

    /**
     * Means and standard deviations from the formulas of the sets (integrals by hand). Four standard errors of
     * 40 000 draws are at most 4·3.55/200 = 0.071.
     */
    @ParameterizedTest
    @CsvSource({"GAUSSIAN, 0, 0, 1, 1", "EIGHT_GAUSSIANS, 0, 0, 3.5496, 3.5496", "MOONS, 0.5, -0.25, 2.6665, 1.5992",
            "CHECKERBOARD, 0, 0, 2.3094, 2.3094", "CIRCLES, 0, 0, 1.6838, 1.6838", "S_CURVE, 0, 0, 1.4283, 2.7817"})
    void pointSetsHaveTheMomentsOfTheirFormulas(PointSet set, double meanX, double meanY, double deviationX, double deviationY) {
        SampleMoments m = SampleMoments.of(drawn(set, 40_000), 2, Workers.serial());
        Offset<Double> sampling = Offset.offset(0.08);
        assertThat(m.mean()[0]).isCloseTo(meanX, sampling);
        assertThat(m.mean()[1]).isCloseTo(meanY, sampling);
        assertThat(Math.sqrt(m.covariance().get(0, 0))).isCloseTo(deviationX, sampling);
        assertThat(Math.sqrt(m.covariance().get(1, 1))).isCloseTo(deviationY, sampling);
    }

    @ParameterizedTest
    @EnumSource(PointSet.class)
    void aStreamHasTheSameBitsHoweverItIsSplit(PointSet set) {
        double[] whole = drawn(set, 100);
        double[] parts = new double[200];
        set.draw(RANDOM, 3, 37, 63, parts, 74);
        set.draw(RANDOM, 3, 0, 37, parts, 0);
        assertThat(parts).isEqualTo(whole);
        assertThat(Arrays.stream(whole).allMatch(Double::isFinite)).isTrue();
        double[] later = new double[200];
        set.draw(RANDOM, 4, 0, 100, later, 0);
        assertThat(later).isNotEqualTo(whole);
    }

    @Test
    void everySetCanBeNamed() {
        assertThat(PointSources.names()).containsExactly("gaussian", "swiss-roll", "8-gaussians", "moons", "checkerboard", "pinwheel",
                "s-curve", "circles");
        PointSources.names().forEach(n -> assertThat(PointSources.of(SourceFile.builtIn(n)).dimension()).isEqualTo(2));
        assertThatThrownBy(() -> PointSources.of(SourceFile.builtIn("banana"))).isInstanceOf(InputException.class)
                .hasMessageContaining("banana").hasMessageContaining("swiss-roll");
    }

    @Test
    void csvWithHeaderAndWeights() {
        PointCloud c = read("\ufeffx, y, Weight\n1,2,3\n\n-1e0,.5,1\n");
        assertThat(c.dimension()).isEqualTo(2);
        assertThat(c.coordinates()).containsExactly(1, 2, -1, 0.5);
        assertThat(c.weights()).containsExactly(0.75, 0.25);
        assertThat(read("1;2;3\r\n4;5;6").dimension()).as("no header, no weights").isEqualTo(3);
        assertThat(read("weight\tx\n1\t2").coordinates()).as("weights in the first column").containsExactly(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"''|no point", "'x,y'|no point", "'1,2\n3'|line 2 has 1 columns", "'1,2\n3,NaN'|line 2, column 2",
            "'1,2\n3,1e999'|line 2, column 2", "'1,two'|column 2", "'1,2\n1e300,0'|point 2 has the coordinate 1.0E300", "'x,weight\n1,-1'|point 1 has the weight -1.0",
            "'x,weight\n1,0\n2,0'|weights add up to 0.0", "'weight\n1'|0 coordinates"})
    void wrongTextIsNamed(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(InputException.class).hasMessageStartingWith("points.csv: ")
                .hasMessageContaining(message);
    }

    private static byte[] npy(String description, String shape, byte[] numbers) {
        String header = "{'descr': '" + description + "', 'fortran_order': " + shape + ", }\n";
        ByteBuffer b = ByteBuffer.allocate(10 + header.length() + numbers.length).order(ByteOrder.LITTLE_ENDIAN);
        b.put((byte) 0x93).put("NUMPY".getBytes(StandardCharsets.US_ASCII)).put((byte) 1).put((byte) 0).putShort((short) header.length());
        return b.put(header.getBytes(StandardCharsets.US_ASCII)).put(numbers).array();
    }

    private static PointCloud readNpy(byte[] content) {
        return PointSources.of(SourceFile.embedded("points.npy", content)).cloud(5, RANDOM);
    }

    @Test
    void npyOfSeveralTypes() {
        byte[] floats = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putFloat(1).putFloat(2).putFloat(3).putFloat(4.5f).array();
        assertThat(readNpy(npy("<f4", "False, 'shape': (2, 2)", floats)).coordinates()).containsExactly(1, 2, 3, 4.5);
        assertThat(readNpy(npy("<f4", "True, 'shape': (2, 2)", floats)).coordinates()).containsExactly(1, 3, 2, 4.5);
        assertThat(readNpy(npy("<f4", "False, 'shape': (4,)", floats)).dimension()).isEqualTo(1);
        byte[] doubles = ByteBuffer.allocate(16).putDouble(-1).putDouble(0.25).array();
        assertThat(readNpy(npy(">f8", "False, 'shape': (1, 2)", doubles)).coordinates()).containsExactly(-1, 0.25);
        assertThat(readNpy(npy("|u1", "False, 'shape': (1, 2)", new byte[] {-1, 3})).coordinates()).containsExactly(255, 3);
        assertThat(readNpy(npy("|i1", "False, 'shape': (1, 2)", new byte[] {-1, 3})).coordinates()).containsExactly(-1, 3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"<f8;False, 'shape': (2, 2);cut off", "<f8;False, 'shape': (99999999999999, 2);at most 50 million",
            "<c8;False, 'shape': (1, 1);type '<c8', which is not read", "<f1;False, 'shape': (1, 1);type '<f1', which is not read",
            "<f8;False, 'shape': (1, 1, 1);3 axes", "<f8;False;no shape", "<f8;False, 'shape': (0, 2);no point"})
    void wrongArraysAreNamed(String type, String shape, String message) {
        assertThatThrownBy(() -> readNpy(npy(type, shape, new byte[8]))).isInstanceOfSatisfying(InputException.class,
                e -> assertThat(e.getMessage() + " " + e.hint()).startsWith("points.npy: ").contains(message));
    }

    /** Arbitrary bytes are read or refused, and nothing else. */
    @Property(tries = 500)
    void noFileCrashesTheReader(@ForAll byte[] bytes, @ForAll boolean array) {
        try {
            PointCloud c = array ? readNpy(npy("<f8", "False, 'shape': (1, 2)", bytes)) : PointSources.of(
                    SourceFile.embedded("points.csv", bytes)).cloud(5, RANDOM);
            assertThat(c.size()).isPositive();
        } catch (InputException e) {
            assertThat(e.getMessage()).startsWith("points.");
        }
    }

    @Test
    void drawsFromAFileFollowTheWeights() {
        PointSource s = PointSources.of(csv("x,weight\n5,0\n1,3\n2,1\n7,0"));
        double[] x = drawn(s, 40_000);
        // Four standard deviations of a binomial share: 4·√(.75·.25/40000) = 0.0087.
        assertThat(Arrays.stream(x).filter(v -> v == 1).count() / 40_000.0).isCloseTo(0.75, Offset.offset(0.0087));
        assertThat(Arrays.stream(x).allMatch(v -> v == 1 || v == 2)).as("points without weight are never drawn").isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"china.jpg", "flower.jpg"})
    void aPictureIsADensity(String name) {
        PointSource s = PointSources.of(SourceFile.sample(name));
        double[] x = drawn(s, 2000);
        assertThat(Arrays.stream(x).allMatch(v -> Math.abs(v) <= 3 * 1.6)).as("inside the frame, 3:2 with height 6").isTrue();
        assertThat(s.cloud(100, RANDOM).size()).isEqualTo(100);
    }

    @Test
    void theGaussianTakesTheDimensionOfTheOther() {
        PointSources.Pair p = PointSources.pair(SourceFile.builtIn("gaussian"), csv("1,2,3\n4,5,6"));
        assertThat(p.source().dimension()).isEqualTo(3);
        assertThatThrownBy(() -> PointSources.pair(csv("1\n2"), SourceFile.builtIn("moons"))).isInstanceOf(InputException.class)
                .hasMessageContaining("1 coordinates").hasMessageContaining("2");
        assertThat(List.of(PointSources.pair(csv("1\n2"), csv("3")).target().dimension())).containsExactly(1);
    }
}
