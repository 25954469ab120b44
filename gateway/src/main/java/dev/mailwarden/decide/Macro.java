package dev.mailwarden.decide;

/** A name that stands for something in templates, written between percent signs (NOTE-2). */
enum Macro {
    PRODUCT_NAME,
    NODE_NAME,
    NODE_IP,
    NODE_PORT,
    /** Of the judgement, in UTC. */
    DATE,
    /** The id of the journey. */
    MESSAGE_ID,
    /** The value of the field Message-ID. */
    SMTP_MESSAGE_ID,
    SUBJECT,
    SENDER,
    SENDER_IP,
    ALL_RECIPIENTS,
    /** Of the same rule. */
    AFFECTED_RECIPIENTS,
    AFFECTED_RULES,
    MESSAGE_ACTION,
    /** Begins what is repeated for each object. */
    DATA_BEGIN,
    DATA_END,
    /** In a block that of the object it is repeated for; elsewhere those of all. */
    OBJECT_NAME,
    /** What was found, likewise. */
    FINDING
}
