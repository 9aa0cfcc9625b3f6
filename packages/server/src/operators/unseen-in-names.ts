/**
 * What nobody sees in a name, and what reorders or breaks the line that it stands in: two people, or an operator and a line of
 * the audit, could look the same.
 */
export const unseenInNames = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;
