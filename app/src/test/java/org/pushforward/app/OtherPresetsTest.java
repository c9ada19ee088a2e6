package org.pushforward.app;

class OtherPresetsTest extends PresetsTest {

    @Override
    int part() {
        return 1;
    }
}
