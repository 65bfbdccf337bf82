namespace Detections.Settings;

/// <summary>What is found in rules that can run.</summary>
internal sealed partial record FindingCode
{
    public static readonly FindingCode UnknownField = new("D050", "A field is spelled nearly as a known one");
    public static readonly FindingCode FieldType = new("D051", "A condition does not fit the type of its field");
    public static readonly FindingCode ConstantCondition = new("D052", "A condition does not depend on the event");
    public static readonly FindingCode ExclusiveConditions = new("D053", "Conditions exclude each other");
    public static readonly FindingCode WrongCategory = new("D054", "The event category is probably wrong");
    public static readonly FindingCode ExpensivePattern = new("D055", "A pattern costs more than it has to");
    public static readonly FindingCode ShortForSpan = new("D056", "A rule looks back less than its sequence may last");
    public static readonly FindingCode NoTimestampOverride = new("D057", "A rule does not look at the time of arrival");
    public static readonly FindingCode RiskMismatch = new("D058", "Risk score and severity do not fit");
    public static readonly FindingCode ExpiredException = new("D059", "An exception has expired");
    public static readonly FindingCode SameQuery = new("D060", "Two rules ask the same");
    public static readonly FindingCode SameName = new("D061", "Two rules have the same name");
    public static readonly FindingCode ExceptionForNoStep = new("D062", "An exception is for a step that is not there");
    public static readonly FindingCode AbsentIndex = new("D070", "A pattern matches no index");
    public static readonly FindingCode UnreadableIndex = new("D071", "An index pattern may not be read");
    public static readonly FindingCode UnansweredIndex = new("D072", "A remote cluster does not answer for a pattern");
    public static readonly FindingCode UnmappedField = new("D073", "A field is mapped in none of the rule's indices");
    public static readonly FindingCode MappedDifferently = new("D074", "A query does not fit the cluster's mapping");
}
