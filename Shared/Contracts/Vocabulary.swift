package import Values

// The vocabularies whose texts are data. What people and files meet is a key: unique and permanent. Between services a
// unit is named by its key, never by a row's id.

package enum UnitVocabulary {}
/// `gb2260:340100/教育`, `moe:4134010358`, `school:宿州市/宿州工业学校`, `issuer:AH-EDU`.
package typealias UnitKey = Code<UnitVocabulary>

package enum RegionVocabulary {}
/// Six digits of GB/T 2260: `340100`.
package typealias RegionCode = Code<RegionVocabulary>

package enum CampaignVocabulary {}
/// `anhui-2026`.
package typealias CampaignKey = Code<CampaignVocabulary>

package enum TrackVocabulary {}
/// `vocational`, `lifelong`.
package typealias TrackCode = Code<TrackVocabulary>

package enum FormVocabulary {}
/// A form of a campaign: `annex3`, `summary`, `plan`.
package typealias FormKey = Code<FormVocabulary>

package enum RuleVocabulary {}
/// A rule of a campaign: who owes what by when.
package typealias RuleKey = Code<RuleVocabulary>

package enum TermVocabulary {}
/// A term of one of the campaign's vocabularies: a strand, theme day, tag, group, place, mode.
package typealias TermCode = Code<TermVocabulary>
