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

package enum VocabularyKeyVocabulary {}
/// A list of terms of a campaign: `strands`, `themeDays`, `tags`, `groups`, `places`, `modes` …
package typealias VocabularyKey = Code<VocabularyKeyVocabulary>

package enum UnitKindVocabulary {}
/// `city_education`, `direct_county`, `city_department`, `higher_education`, `secondary_local` … (`domain.md` §1).
package typealias UnitKind = Code<UnitKindVocabulary>

package enum UnitFlagVocabulary {}
/// A mark of a unit that selectors ask for: `higher_vocational`, `vocational_undergraduate`, `skilled_workers` …
package typealias UnitFlag = Code<UnitFlagVocabulary>

package enum SystemVocabulary {}
/// The administrative system (条线) a body belongs to: `教育`, `网信`, `工会` …
package typealias SystemName = Code<SystemVocabulary>

package enum ContactRoleVocabulary {}
/// What a contact of a unit is for: `reporter`, `receiver.vocational` …
package typealias ContactRole = Code<ContactRoleVocabulary>

package enum SwitchVocabulary {}
/// A question the notice leaves open, answered in the campaign file: `S1`.
package typealias SwitchKey = Code<SwitchVocabulary>

package enum ItemVocabulary {}
/// Something that can be owed: `annex3`, `summary`, `material`, `case`, `week-declaration`, `plan`.
package typealias ItemCode = Code<ItemVocabulary>

package enum LadderVocabulary {}
/// A ladder of reminders: `annex3.province`.
package typealias LadderKey = Code<LadderVocabulary>

package enum StepVocabulary {}
/// A step of a ladder: unique in it and stable over versions, since it is part of an intent's key.
package typealias StepKey = Code<StepVocabulary>

package enum TemplateVocabulary {}
/// A text of a campaign's reminders: `due`.
package typealias TemplateKey = Code<TemplateVocabulary>
