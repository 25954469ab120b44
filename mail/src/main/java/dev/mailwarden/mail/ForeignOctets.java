package dev.mailwarden.mail;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A class that reads octets which a stranger wrote, or a disk that may have rotted. Whatever they
 * are, it answers with a value or the exception it declares, in bounded time and memory; a test
 * demands a fuzz test for each.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface ForeignOctets {}
