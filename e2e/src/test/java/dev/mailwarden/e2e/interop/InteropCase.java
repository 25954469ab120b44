package dev.mailwarden.e2e.interop;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test that is a row of the table of cases. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface InteropCase {

    /** Which of the two is the client. */
    Direction direction();

    /** What is tried. */
    String value();

    /** What is seen when it went well, and by what. */
    String seen();
}
