package org.pushforward.views.raster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Experiment;
import org.pushforward.engine.api.Pane;
import org.pushforward.engine.run.ViewSettings;
import org.pushforward.views.control.SwirlExperiment;
import org.w3c.dom.Document;

class FigureTest {

    /** What arrives, a word each. */
    private static final class Told implements VectorSink {
        final List<String> words = new ArrayList<>();

        @Override
        public void clip(Box box) { }

        @Override
        public void fill(double[] xy, int[] ends, int argb) {
            words.add("fill");
        }

        @Override
        public void tiles(double[] xy, int[] ends, int argb) {
            words.add("tiles " + ends.length);
        }

        @Override
        public void stroke(double[] xy, int[] ends, double width, int argb) {
            words.add("stroke " + ends.length + " of " + xy.length / 2);
        }

        @Override
        public void disc(double x, double y, double radius, int argb) {
            words.add("disc " + x + " " + y);
        }

        @Override
        public void circle(double x, double y, double radius, double width, int argb) {
            words.add("circle");
        }

        @Override
        public void image(int x, int y, int width, int height, int[] pixels) {
            words.add("image " + width + "x" + height + " at " + x + " " + y);
        }
    }

    @Test
    void shapesStayShapesInTheirOrderAndPixelsBecomePictures() {
        Told told = new Told();
        VectorRaster r = new VectorRaster(told, 10, 20, 100, 50);
        r.line(0, 0, 5, 5, 1, 0xffff0000);
        r.line(5, 5, 9, 5, 1, 0xffff0000);
        r.line(0, 9, 9, 9, 1, 0xffff0000);
        r.disc(3, 4, 2, 0xff00ff00);
        r.pixels()[2 * 100 + 3] = 0xff112233;
        r.pixels()[4 * 100 + 6] = 0xff112233;
        r.triangle(0, 0, 1, 0, 0, 1, 0xff0000ff);
        r.quad(0, 0, 1, 0, 1, 1, 0, 1, 0xff0000ff);
        r.finish();
        assertThat(told.words).containsExactly("stroke 2 of 5", "disc 13.0 24.0", "image 4x3 at 13 22", "tiles 3");
    }

    @Test
    void beyondTheLimitTheRestIsPixels() {
        Told told = new Told();
        VectorRaster r = new VectorRaster(told, 0, 0, 20, 20);
        for (int k = 0; k < VectorRaster.MOST; k++) {
            r.line(1, k % 7, 2, 9, 1, 0xffff0000);
        }
        r.line(3, 3, 9, 3, 1, 0xff00ff00);
        r.disc(15, 15, 2, 0xff00ff00);
        r.finish();
        assertThat(told.words).hasSize(2).last().asString().startsWith("image ");
    }

    @Test
    void whatIsNotSeenOrNotFiniteIsLeftOut() {
        Told told = new Told();
        VectorRaster r = new VectorRaster(told, 0, 0, 10, 10);
        r.clear(0x00ffffff);
        r.line(0, 0, Double.NaN, 1, 1, 0xffffffff);
        r.disc(Double.POSITIVE_INFINITY, 0, 1, 0xffffffff);
        r.finish();
        assertThat(told.words).isEmpty();
    }

    private static Figure figure(int canvas) {
        ViewState view = ViewState.LIGHT.withTheme(PaneColors.LIGHT.on(canvas));
        Pane curves = Pane.plot("curves", "Curves", "", new Pane.Drawing("a", Pane.Style.LINES));
        List<Page.Content> contents = Stream.of(Scenes.cellPane(), curves)
                .map(p -> new Page.Content(p, Scenes.frame(Scenes.mesh(12, 8, 1.5), Scenes.series("a", "energy", 3)), List.of(), view)).toList();
        return new Figure(new SessionPage.Arranged(PageLayout.alone(contents.size(), List.of()), contents), 800, 500, Optional.of(0.2), "a & b");
    }

    @Test
    void anSvgIsWellFormedAndHasItsSizeOnPaper() throws Exception {
        String svg = figure(0xffffffff).svg("<metadata id=\"x\">y</metadata>\n");
        Document d = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
        assertThat(d.getDocumentElement().getAttribute("width")).isEqualTo("160mm");
        assertThat(d.getDocumentElement().getAttribute("viewBox")).isEqualTo("0 0 800 500");
        assertThat(d.getElementsByTagName("path").getLength()).isGreaterThan(20);
        assertThat(svg).isEqualTo(figure(0xffffffff).svg("<metadata id=\"x\">y</metadata>\n"));
    }

    @Test
    void thePlacesOfAPdfAreRight() {
        byte[] pdf = figure(0xffffffff).pdf("{}");
        String text = new String(pdf, StandardCharsets.ISO_8859_1);
        int table = Integer.parseInt(text.substring(text.lastIndexOf("startxref") + 10, text.lastIndexOf("\n%%EOF")).strip());
        assertThat(text.startsWith("xref", table)).isTrue();
        Matcher entries = Pattern.compile("(\\d{10}) 00000 n").matcher(text.substring(table));
        for (int k = 1; entries.find(); k++) {
            assertThat(text.startsWith(k + " 0 obj", Integer.parseInt(entries.group(1)))).isTrue();
        }
        assertThat(text).contains("/MediaBox [0 0 453.543 283.465]").contains("/EmbeddedFiles");
        assertThat(figure(0xffffffff).pdf("{}")).isEqualTo(pdf);
    }

    @Test
    void aTransparentGroundIsTransparent() {
        Raster clear = figure(0x00ffffff).raster();
        assertThat(clear.pixel(1, 1)).isZero();
        assertThat(figure(0xffffffff).raster().pixel(1, 1)).isEqualTo(0xffffffff);
    }

    @Test
    void aSessionIsDrawnWithAllItsRuns() {
        Experiment e = new SwirlExperiment();
        List<SessionPage.Shown> runs = Stream.of("a", "b").map(n -> new SessionPage.Shown(n, e, Scenes.frame(), HistoryView.EMPTY)).toList();
        ViewSettings alone = new ViewSettings(List.of(), Optional.empty(), false, 1, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), Map.of());
        SessionPage.Arranged one = SessionPage.arranged(new SavedView(alone), PaneColors.DARK, 1, runs);
        assertThat(one.contents()).hasSize(Math.min(Page.MAX_PANES, e.panes().size()));
        assertThat(one.contents().getFirst().histories()).extracting(RunHistory::name, RunHistory::color).containsExactly(tuple("b", 1), tuple("a", 0));
        ViewSettings beside = new ViewSettings(List.of(), Optional.empty(), true, 1, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), Map.of());
        assertThat(SessionPage.arranged(new SavedView(beside), PaneColors.DARK, 1, runs).contents()).hasSizeGreaterThanOrEqualTo(2)
                .extracting(c -> c.pane().title()).startsWith("a", "b");
    }

    /** A session that was saved under the other spelling shows what it showed. */
    @Test
    void anOldSessionKeepsItsColorBar() {
        ViewSettings old = new ViewSettings(List.of(), Optional.empty(), false, 0, List.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(),
                Map.of(), Map.of("a", List.of("colour_bar", "picture"), "b", List.of("color_bar")));
        assertThat(new SavedView(old).overlays("a")).containsExactlyInAnyOrder(Overlay.COLOR_BAR, Overlay.PICTURE);
        assertThat(new SavedView(old).overlays("b")).containsExactly(Overlay.COLOR_BAR);
    }
}
