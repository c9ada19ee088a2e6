package org.pushforward.views.formula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.catalogue.Catalogue;
import org.xml.sax.InputSource;

class MathMarkupTest {

    @Test
    void fractionsRootsAndScripts() {
        assertThat(MathMarkup.of("a/b")).contains("<mfrac><mi>a</mi><mi>b</mi></mfrac>");
        assertThat(MathMarkup.of("√(x²)")).contains("<msqrt>").contains("<msup><mi>x</mi><mn>2</mn></msup>");
        assertThat(MathMarkup.of("x < 1")).contains("&lt;");
    }

    @Test
    void everyFormulaIsWellFormed() {
        Catalogue.all().forEach(e -> e.description().formulas().forEach(f -> assertThatCode(() ->
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(MathMarkup.of(f))))).as(f).doesNotThrowAnyException()));
    }
}
