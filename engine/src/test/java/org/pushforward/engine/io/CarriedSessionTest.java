package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.pushforward.engine.api.InputException;
import org.w3c.dom.Element;

class CarriedSessionTest {

    private static final String JSON = "{\"title\": \"α → β\"}\n".repeat(100);

    @TempDir
    private Path folder;

    private static byte[] png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Png.write(new int[64 * 32], 64, 32, out);
        return out.toByteArray();
    }

    private Path file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content);
    }

    @Test
    void aPngCarriesItAndOthersStillReadThePicture() throws IOException {
        byte[] carrying = CarriedSession.inPng(png(), JSON, 11_811);
        assertThat(CarriedSession.in(file("a.png", carrying))).contains(JSON);
        assertThat(ImageIO.read(new ByteArrayInputStream(carrying)).getWidth()).isEqualTo(64);
        ImageReader reader = ImageIO.getImageReadersByFormatName("png").next();
        try (ImageInputStream in = ImageIO.createImageInputStream(new ByteArrayInputStream(carrying))) {
            reader.setInput(in);
            Element tree = (Element) reader.getImageMetadata(0).getAsTree("javax_imageio_png_1.0");
            Element text = (Element) tree.getElementsByTagName("iTXtEntry").item(0);
            assertThat(text.getAttribute("keyword")).isEqualTo(CarriedSession.KEYWORD);
            assertThat(text.getAttribute("text")).isEqualTo(JSON);
            assertThat(((Element) tree.getElementsByTagName("pHYs").item(0)).getAttribute("pixelsPerUnitXAxis")).isEqualTo("11811");
        } finally {
            reader.dispose();
        }
    }

    @Test
    void anSvgCarriesIt() throws IOException {
        String svg = "<svg xmlns=\"http://www.w3.org/2000/svg\">" + CarriedSession.svgElement(JSON) + "</svg>";
        assertThat(CarriedSession.in(file("a.svg", svg.getBytes(StandardCharsets.UTF_8)))).contains(JSON);
    }

    @Test
    void picturesWithoutOneHaveNone() throws IOException {
        assertThat(CarriedSession.in(file("a.png", png()))).isEmpty();
        assertThat(CarriedSession.in(file("b.png", new byte[] {1, 2, 3}))).isEmpty();
        assertThat(CarriedSession.in(file("c.svg", "<svg/>".getBytes(StandardCharsets.UTF_8)))).isEmpty();
    }

    @Test
    void whatIsDamagedIsTold() throws IOException {
        byte[] carrying = CarriedSession.inPng(png(), JSON, Double.NaN);
        assertThat(CarriedSession.in(file("cut.png", Arrays.copyOf(carrying, 60)))).isEmpty();
        int at = new String(carrying, StandardCharsets.ISO_8859_1).indexOf(CarriedSession.KEYWORD) + 40;
        Arrays.fill(carrying, at, at + 8, (byte) 0x55);
        assertThatThrownBy(() -> CarriedSession.in(file("bad.png", carrying))).isInstanceOf(InputException.class).hasMessageContaining("damaged");
    }
}
