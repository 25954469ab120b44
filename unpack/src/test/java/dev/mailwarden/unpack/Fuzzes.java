package dev.mailwarden.unpack;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Names the readers of foreign octets that a fuzz test feeds. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Fuzzes {

    /** The readers. */
    Class<?>[] value();
}
