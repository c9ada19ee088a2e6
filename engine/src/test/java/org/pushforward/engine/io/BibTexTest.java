package org.pushforward.engine.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.pushforward.engine.api.Experiment.Citation;
import org.pushforward.engine.catalogue.Catalogue;
import org.pushforward.engine.catalogue.Papers;

class BibTexTest {

    @Test
    void anArxivPaperWithParticlesAndCode() {
        Citation c = new Citation("V. De Bortoli, J. Thornton et al.", 2021, "On 50% of Diffusion bridges & more", "2106.01357").code("https://example.org/dsb");
        assertThat(BibTex.of(List.of(c, c))).isEqualTo("""
                @misc{debortoli2021diffusion,
                  author = {V. De Bortoli and J. Thornton and others},
                  title = {{On 50\\% of Diffusion bridges \\& more}},
                  year = {2021},
                  eprint = {2106.01357},
                  archivePrefix = {arXiv},
                  note = {Code: https://example.org/dsb},
                }
                """);
    }

    @Test
    void aDoiAndKeysThatWouldBeTheSame() {
        Citation one = new Citation("G. Peyré", 2019, "Computing this", "10.1137/1");
        Citation two = new Citation("G. Peyré", 2019, "Computing that", "");
        assertThat(BibTex.of(List.of(one, two))).contains("@article{peyre2019computing,").contains("doi = {10.1137/1}").contains("@misc{peyre2019computingb,");
    }

    @Test
    void everyPaperOfTheCatalogueOnceUnderAKeyOfItsOwn() {
        List<Citation> all = Papers.of(Catalogue.all()).stream().map(Papers.Paper::citation).toList();
        List<String> keys = Pattern.compile("@\\w+\\{([^,]*),").matcher(BibTex.of(all)).results().map(m -> m.group(1)).toList();
        assertThat(keys).hasSameSizeAs(all).doesNotHaveDuplicates().allMatch(k -> k.matches("[a-z]{2,}\\d{4}[a-z]+"));
    }
}
